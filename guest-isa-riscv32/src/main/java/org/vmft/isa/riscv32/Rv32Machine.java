package org.vmft.isa.riscv32;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.api.machine.Stop;
import org.vmft.isa.riscv32.internal.board.Board;
import org.vmft.isa.riscv32.internal.boot.Boot;
import org.vmft.isa.riscv32.internal.code.Decoded;
import org.vmft.isa.riscv32.internal.code.Decoder;
import org.vmft.isa.riscv32.internal.code.Opcode;
import org.vmft.isa.riscv32.internal.hart.Bus;
import org.vmft.isa.riscv32.internal.hart.Cause;
import org.vmft.isa.riscv32.internal.hart.CodePages;
import org.vmft.isa.riscv32.internal.hart.ControlRegisters;
import org.vmft.isa.riscv32.internal.hart.Execution;
import org.vmft.isa.riscv32.internal.hart.Hart;
import org.vmft.isa.riscv32.internal.hart.Interpreter;
import org.vmft.isa.riscv32.internal.hart.NextInstruction;
import org.vmft.isa.riscv32.internal.hart.RamAccess;

/**
 * The run loop. Straight runs of plain instructions are the {@link Interpreter}'s; whatever can change what is pending,
 * leave the machine or trap is taken one step at a time.
 */
final class Rv32Machine implements Machine {
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final String EXTENSIONS = "_zicntr_zicsr_zifencei";

    private final MachineSpec spec;
    private final GuestMemory memory;
    private final MachineHost host;
    private final Decoder decoder;
    private final Hart hart = new Hart();
    private final Board board;
    private final ControlRegisters csrs;
    private final CodePages pages;
    private final Interpreter interpreter;
    private final Execution execution;
    private final NextInstruction next;
    private final Rv32Debug debug;
    private boolean stopRequested;

    Rv32Machine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host, Decoder decoder,
            UnaryOperator<Bus> observed) {
        this.spec = spec;
        this.memory = memory;
        this.host = host;
        this.decoder = decoder;
        RamAccess ram = new RamAccess(memory, Board.RAM_BASE);
        board = new Board(ram, devices, host, hart::halt);
        csrs = new ControlRegisters(hart, board, decoder.misalignedMask());
        pages = new CodePages(memory, Board.RAM_BASE, decoder);
        interpreter = new Interpreter(hart, ram, pages, decoder.misalignedMask());
        execution = new Execution(hart, csrs, ram, observed.apply(board), pages);
        next = new NextInstruction(hart, csrs, pages, memory, Board.RAM_BASE);
        debug = new Rv32Debug(hart, memory, next, decoder);
    }

    @Override
    public void load(Image image) throws BadImageException {
        String isa = (decoder.compressed() ? "rv32imac" : "rv32ima") + EXTENSIONS;
        Boot.Start start = new Boot(memory, Board.RAM_BASE, isa, decoder.misalignedMask()).load(image, spec);
        hart.pc = start.entry();
        hart.x[A0] = 0;
        hart.x[A1] = start.deviceTree();
        start.tohost().ifPresent(board.htif()::at);
    }

    @Override
    public long step() {
        return hart.step;
    }

    @Override
    public Stop run(long untilStep) {
        if (untilStep <= hart.step) {
            return Stop.REACHED;
        }
        if (hart.halted) {
            return Stop.HALTED;
        }
        stopRequested = false;
        board.clint().clockChanged();
        while (hart.step < untilStep) {
            if (waiting()) {
                return Stop.IDLE;
            }
            if (debug.stopsBefore()) {
                return Stop.DEVICE_STOP;
            }
            hart.idle = false;
            boolean left = advance(debug.observed() ? hart.step + 1 : untilStep);
            stopRequested |= debug.stopsBehind();
            if (hart.halted) {
                return Stop.HALTED;
            }
            if (waiting()) {
                return Stop.IDLE;
            }
            if ((left || debug.observed()) && stopRequested) {
                stopRequested = false;
                return Stop.DEVICE_STOP;
            }
        }
        return Stop.REACHED;
    }

    @Override
    public void requestStop() {
        stopRequested = true;
    }

    /** Takes one or more steps; whether a device or the host was called in the last of them. */
    private boolean advance(long untilStep) {
        if (csrs.interruptible()) {
            int wanted = csrs.wanted();
            if (wanted != 0) {
                int number = Cause.first(wanted);
                host.interruptTaken(Cause.INTERRUPT | number, hart.step);
                execution.interrupt(number);
                return true;
            }
        }
        long decoded = csrs.restricted() ? fetchedOrRun() : interpreter.run(timerStep(untilStep));
        if (decoded == Interpreter.DONE) {
            return false;
        }
        execution.execute(decoded);
        return true;
    }

    private long timerStep(long untilStep) {
        boolean timed = csrs.interruptible() && csrs.timerEnabled();
        return timed ? Math.min(untilStep, board.clint().changeStep(hart.step)) : untilStep;
    }

    /** Where an access may have to be refused, the interpreter gets only what accesses nothing, one step of it. */
    private long fetchedOrRun() {
        long decoded = next.fetched();
        boolean accesses = Decoded.opcode(decoded) <= Opcode.LAST_MEMORY || Decoded.opcode(decoded) == Opcode.FETCH_FAULT;
        return accesses ? decoded : interpreter.run(hart.step + 1);
    }

    private boolean waiting() {
        return hart.idle && csrs.wanted() == 0;
    }

    @Override
    public long wakeTime() {
        return csrs.timerEnabled() ? board.clint().wakeTime(hart.step) : Long.MAX_VALUE;
    }

    @Override
    public Optional<Debuggable> debuggable() {
        return Optional.of(debug);
    }

    @Override
    public int exitCode() {
        return hart.exitCode;
    }

    @Override
    public void save(StateSink sink) {
        hart.save(sink);
        csrs.save(sink);
        board.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        hart.restore(source, decoder.misalignedMask());
        csrs.restore(source);
        board.restore(source);
        pages.forgetAll();
    }
}
