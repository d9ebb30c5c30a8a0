package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.io.OutputStream;
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
import org.vmft.api.log.LogReader;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.StateException;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import picocli.CommandLine;

/** Replays a log file to its end and checks everything that the log allows to check. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=replay")
@CommandLine.Command(name = "replay", description = "Replays a log file and verifies every digest in it.")
public final class ReplayCommand implements Command {
    private final VirtualMachines machines;
    private final LogFormat format;

    /** Dynamic: plug-ins begin later than this bundle, and the list must hold those present when the command is called. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<InstructionSet> instructionSets = List.of();

    @CommandLine.Parameters(paramLabel = "FILE", description = "Log file.")
    Path file;

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file.")
    Optional<Path> json = Optional.empty();

    @Activate
    public ReplayCommand(@Reference VirtualMachines machines, @Reference LogFormat format) {
        this.machines = machines;
        this.format = format;
    }

    @Override
    public Integer call() throws CommandException {
        JsonFile.check(json);
        try (LogReader reader = format.open(file)) {
            InstructionSet isa = GuestOptions.find(reader.header().isa(), instructionSets);
            VirtualMachine machine = restore(isa, reader);
            consume(machine, reader);
            report(machine, reader.complete());
            return 0;
        } catch (IOException e) {
            throw LogFailure.of(file, e);
        }
    }

    private void consume(VirtualMachine machine, LogReader reader) throws IOException, CommandException {
        try (ProgressLine progress = new ProgressLine()) {
            Optional<Flush> flush = reader.next();
            while (flush.isPresent()) {
                supply(machine, flush.get());
                toNeedEntries(machine);
                progress.show("position " + machine.position() + ", step " + machine.step());
                flush = reader.next();
            }
        }
    }

    private void supply(VirtualMachine machine, Flush flush) throws CommandException {
        try {
            machine.supply(flush);
        } catch (IllegalArgumentException gap) {
            throw new CommandException("log file " + file + ": " + gap.getMessage());
        }
    }

    private VirtualMachine restore(InstructionSet isa, LogReader reader) throws CommandException {
        StandaloneHost host = new StandaloneHost(OutputStream.nullOutputStream(), ignored -> { });
        try {
            return machines.restore(isa, reader.state(), host, System.nanoTime());
        } catch (StateException | IllegalStateException e) {
            throw new CommandException("log file " + file + ": " + e.getMessage());
        }
    }

    private void toNeedEntries(VirtualMachine machine) throws CommandException {
        Turn turn = machine.turn(System.nanoTime());
        while (!(turn instanceof Turn.NeedEntries)) {
            if (Thread.interrupted()) {
                throw new CommandException("log file " + file + ": replay interrupted at step " + machine.step());
            }
            if (turn instanceof Turn.Diverged diverged) {
                throw new CommandException("log file " + file + ": " + diverged.divergence());
            }
            turn = machine.turn(System.nanoTime());
        }
    }

    private void report(VirtualMachine machine, boolean complete) throws CommandException {
        Results.print(System.out, machine.step(), machine.digest());
        System.out.println("digests compared: " + machine.digestsCompared());
        System.out.println("complete: " + complete);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("log", file.toString());
        result.put("step", machine.step());
        result.put("digest", Results.hex(machine.digest()));
        result.put("digestsCompared", machine.digestsCompared());
        result.put("entries", machine.position());
        result.put("complete", complete);
        JsonFile.write(json, result);
    }
}
