package org.vmft.vmm.internal.commands;

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
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.vmm.internal.commands.LiveRun.End;
import picocli.CommandLine;

/** Runs a guest alone, without a network. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=run")
@CommandLine.Command(name = "run", description = "Runs a guest alone; its console is standard input and output.")
public final class RunCommand implements Command {
    private final VirtualMachines machines;

    /** Dynamic: plug-ins begin later than this bundle, and the list must hold those present when the command is called. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<InstructionSet> instructionSets = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<GuestImages> guests = List.of();

    @CommandLine.Mixin
    GuestOptions guest = new GuestOptions();

    @CommandLine.Option(names = "--max-steps", paramLabel = "N", description = "Stop soon after this many steps.")
    long stepsMax = Long.MAX_VALUE;

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file.")
    Optional<Path> json = Optional.empty();

    @Activate
    public RunCommand(@Reference VirtualMachines machines) {
        this.machines = machines;
    }

    @Override
    public Integer call() throws CommandException {
        InstructionSet isa = GuestOptions.find(guest.isa, instructionSets);
        try (StandaloneHost host = new StandaloneHost(System.out, flush -> { }, guest.openDisk())) {
            return run(isa, host);
        }
    }

    private int run(InstructionSet isa, StandaloneHost host) throws CommandException {
        long begun = System.nanoTime();
        VirtualMachine machine = boot(isa, host, begun);
        End end = new LiveRun(machine, host, System.in, Optional.empty(), stepsMax, begun + Long.MAX_VALUE / 2).run();
        long nanos = System.nanoTime() - begun;

        int exitCode = end == End.HALTED && machine.turn(System.nanoTime()) instanceof Turn.Halted halted ? halted.exitCode() : 0;
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("isa", isa.name());
        result.put("image", guest.image);
        result.put("halted", end == End.HALTED);
        result.put("exitCode", exitCode);
        result.put("steps", machine.step());
        result.put("seconds", nanos / 1e9);
        result.put("stepsPerSecond", Math.round(machine.step() / (nanos / 1e9)));
        result.put("digest", Results.hex(machine.digest()));
        result.put("consoleBytes", host.consoleBytes());
        result.put("framesDropped", host.frames());
        JsonFile.write(json, result);
        return exitCode;
    }

    private VirtualMachine boot(InstructionSet isa, StandaloneHost host, long now) throws CommandException {
        try {
            return machines.boot(isa, guest.spec(guests).withDisk(host.diskBytes()), guest.image(guests), host, now);
        } catch (BadImageException | IllegalStateException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
