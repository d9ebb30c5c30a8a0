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
import org.vmft.api.command.FileFailure;
import org.vmft.api.debug.DebugSession;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.debug.Debugger;
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
    private static final int PORT_MAX = 65_535;

    private final VirtualMachines machines;

    /** Dynamic: plug-ins begin later than this bundle, and the list must hold those present when the command is called. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<InstructionSet> instructionSets = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<GuestImages> guests = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<Debugger> debuggers = List.of();

    @CommandLine.Mixin
    GuestOptions guest = new GuestOptions();

    @CommandLine.Option(names = "--max-steps", paramLabel = "N", description = "Stop soon after this many steps.")
    long stepsMax = Long.MAX_VALUE;

    @CommandLine.Option(names = "--max-instructions", paramLabel = "N", description = "Stop behind exactly this many retired instructions.")
    Optional<Long> instructionsMax = Optional.empty();

    @CommandLine.Option(names = "--trace", description = "Print every step to standard error: its number, pc, instruction, registers changed.")
    boolean trace;

    @CommandLine.Option(names = "--trace-file", paramLabel = "FILE", description = "Write every step to this file.")
    Optional<Path> traceFile = Optional.empty();

    @CommandLine.Option(names = "--gdb", paramLabel = "PORT",
            description = "Stand still until GDB connects to this port of the loopback interface; 0 for any.")
    Optional<Integer> gdb = Optional.empty();

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file.")
    Optional<Path> json = Optional.empty();

    @Activate
    public RunCommand(@Reference VirtualMachines machines) {
        this.machines = machines;
    }

    @Override
    public Integer call() throws CommandException {
        InstructionSet isa = GuestOptions.find(guest.isa, instructionSets);
        if (gdb.isPresent() && (instructionsMax.isPresent() || trace || traceFile.isPresent())) {
            throw new CommandException("--gdb: expected without --max-instructions and --trace, which look at every step, too",
                    CommandException.USAGE);
        }
        if (gdb.isPresent() && (gdb.get() < 0 || gdb.get() > PORT_MAX)) {
            throw new CommandException("--gdb: expected a port, 0 to " + PORT_MAX + ", actual " + gdb.get(), CommandException.USAGE);
        }
        JsonFile.check(json);
        try (StandaloneHost host = new StandaloneHost(System.out, flush -> { }, guest.openDisk());
                TraceOutput traced = traceOutput()) {
            return run(boot(isa, host, System.nanoTime()), host, traced);
        }
    }

    private int run(VirtualMachine machine, StandaloneHost host, TraceOutput traced) throws CommandException {
        long begun = System.nanoTime();
        LiveRun run = new LiveRun(machine, host, System.in, Optional.empty(), stepsMax, begun + Long.MAX_VALUE / 2);
        boolean tracing = trace || traceFile.isPresent();
        Optional<StepObserver> observer = Optional.empty();
        if (tracing || instructionsMax.isPresent()) {
            observer = Optional.of(new StepObserver(debuggable(machine), instructionsMax.orElse(Long.MAX_VALUE),
                    tracing ? Optional.of(traced.printed()) : Optional.empty()));
            run.observe(observer.get());
        }
        End end = gdb.isPresent() ? underDebugger(machine, run) : onTerminal(run);
        observer.ifPresent(StepObserver::finishLine);
        if (tracing) {
            traced.requireWritten();
        }
        return report(machine, host, end, System.nanoTime() - begun);
    }

    private TraceOutput traceOutput() throws CommandException {
        return traceFile.isPresent() ? TraceOutput.toFile(traceFile.get()) : TraceOutput.toStandardError();
    }

    private Debuggable debuggable(VirtualMachine machine) throws CommandException {
        return machine.debuggable().orElseThrow(() ->
                new CommandException("instruction set '" + guest.isa + "' does not show its machines' registers and instructions"));
    }

    private static End onTerminal(LiveRun run) {
        Optional<RawTerminal> terminal = RawTerminal.ofStandardInput();
        terminal.ifPresent(raw -> run.leaveBy(new EscapeKeys()));
        try {
            return run.run();
        } finally {
            terminal.ifPresent(RawTerminal::close);
        }
    }

    private End underDebugger(VirtualMachine machine, LiveRun run) throws CommandException {
        Debugger debugger = debuggers.stream().findFirst().orElseThrow(() -> new CommandException("--gdb: no debugger service is present"));
        try (DebugSession session = debugger.listen(gdb.get(), debuggable(machine), run::wake)) {
            System.err.println("gdb: target remote 127.0.0.1:" + session.port());
            run.debug(session);
            return onTerminal(run);
        } catch (IOException e) {
            throw new CommandException("--gdb " + gdb.get() + ": " + FileFailure.reason(e));
        }
    }

    private int report(VirtualMachine machine, StandaloneHost host, End end, long nanos) throws CommandException {
        int exitCode = end == End.HALTED && machine.turn(System.nanoTime()) instanceof Turn.Halted halted ? halted.exitCode() : 0;
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("isa", guest.isa);
        result.put("image", guest.image);
        result.put("halted", end == End.HALTED);
        result.put("exitCode", exitCode);
        result.put("steps", machine.step());
        machine.debuggable().ifPresent(view -> result.put("instret", view.retired()));
        result.put("millis", nanos / 1_000_000);
        result.put("mips", machine.step() * 1e3 / nanos);
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
