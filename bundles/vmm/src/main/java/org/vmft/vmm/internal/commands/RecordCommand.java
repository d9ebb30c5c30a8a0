package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogFormat;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.vmm.internal.commands.LiveRun.End;
import picocli.CommandLine;

/** Runs a guest alone and writes its log to a file. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=record")
@CommandLine.Command(name = "record", description = "Runs a guest alone and records it to a log file, until it halts or Ctrl-C.")
public final class RecordCommand implements Command {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final VirtualMachines machines;
    private final LogFormat format;

    /** Dynamic: plug-ins begin later than this bundle, and the list must hold those present when the command is called. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<InstructionSet> instructionSets = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<GuestImages> guests = List.of();

    @CommandLine.Mixin
    GuestOptions guest = new GuestOptions();

    @CommandLine.Option(names = "--out", required = true, paramLabel = "FILE", description = "Log file to create.")
    Path out;

    @CommandLine.Option(names = "--seconds", paramLabel = "N", description = "Stop after this time.")
    double seconds = Double.MAX_VALUE;

    @CommandLine.Option(names = "--input-seed", paramLabel = "SEED", description = "Feed the guest random frames and console input.")
    Optional<Long> inputSeed = Optional.empty();

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file.")
    Optional<Path> json = Optional.empty();

    /** Gives flushes to a file that is created only once the machine's first state is known. */
    private static final class Recording {
        private Optional<LogWriter> writer = Optional.empty();
        private long entries;

        void append(Flush flush) throws IOException {
            writer.orElseThrow().append(flush);
            entries += flush.entries().size();
        }
    }

    @Activate
    public RecordCommand(@Reference VirtualMachines machines, @Reference LogFormat format) {
        this.machines = machines;
        this.format = format;
    }

    @Override
    public Integer call() throws CommandException {
        InstructionSet isa = GuestOptions.find(guest.isa, instructionSets);
        JsonFile.check(json);
        Image image = guest.image(guests);
        Recording recording = new Recording();
        try (StandaloneHost host = new StandaloneHost(System.out, recording::append, guest.openDisk())) {
            return record(isa, image, recording, host);
        }
    }

    private int record(InstructionSet isa, Image image, Recording recording, StandaloneHost host) throws CommandException {
        VirtualMachine machine = boot(isa, image, host);
        byte[] state = machine.save();
        LogHeader header = new LogHeader(name(image), 1, 1, isa.name(), machine.step(), machine.outputIndex());
        End end;
        try (LogWriter writer = format.create(out, header, state)) {
            recording.writer = Optional.of(writer);
            end = run(machine, host);
            if (host.failure().isEmpty()) {
                // Flushes what is pending: the file ends at the step that is printed.
                machine.restartPositions();
            }
            if (host.failure().isPresent()) {
                throw host.failure().get();
            }
        } catch (IOException e) {
            throw LogFailure.of(out, e);
        }
        report(machine, host, recording, end);
        return 0;
    }

    private VirtualMachine boot(InstructionSet isa, Image image, StandaloneHost host) throws CommandException {
        try {
            return machines.boot(isa, guest.spec(guests).withDisk(host.diskBytes()), image, host, System.nanoTime());
        } catch (BadImageException | IllegalStateException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private End run(VirtualMachine machine, StandaloneHost host) throws CommandException {
        long now = System.nanoTime();
        long mac = guest.spec(guests).macAddress();
        long endNanos = now + (long) Math.min(Long.MAX_VALUE / 2, seconds * NANOS_PER_SECOND);
        return new LiveRun(machine, host, System.in, inputSeed.map(seed -> new RandomInputs(seed, mac, now)),
                Long.MAX_VALUE, endNanos).run();
    }

    private void report(VirtualMachine machine, StandaloneHost host, Recording recording, End end) throws CommandException {
        if (host.midLine()) {
            System.out.println();
        }
        Results.print(System.out, machine.step(), machine.digest());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("isa", guest.isa);
        result.put("image", guest.image);
        result.put("log", out.toString());
        result.put("halted", end == End.HALTED);
        result.put("step", machine.step());
        result.put("digest", Results.hex(machine.digest()));
        result.put("entries", recording.entries);
        result.put("outputs", machine.outputIndex());
        JsonFile.write(json, result);
    }

    private static String name(Image image) {
        Path file = Path.of(image.name()).getFileName();
        return file == null ? image.name() : file.toString();
    }
}
