package org.vmft.isa.toy;

import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.api.machine.Stop;
import org.vmft.isa.toy.internal.code.Control;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Op;
import org.vmft.isa.toy.internal.code.Operand;

/**
 * The run loop. Straight runs of plain instructions are the {@link Interpreter}'s; everything that can change what is
 * pending, or that leaves the machine, is executed here, one step at a time.
 */
final class ToyMachine implements Machine {
    private static final int ILLEGAL_INSTRUCTION = 1;
    private static final int MISALIGNED = 2;
    private static final int BAD_ADDRESS = 3;
    private static final int SOFTWARE = 4;
    private static final int ALIGNED = -Instruction.BYTES;

    private final MachineSpec spec;
    private final GuestMemory memory;
    private final MachineHost host;
    private final Board board;
    private final Hart hart = new Hart();
    private final Controls controls = new Controls();
    private final Interpreter interpreter;
    /** The first step at which the timer is due; a function of the clock's anchor and the comparator. */
    private long timerDueStep;
    private boolean stopRequested;

    ToyMachine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host) {
        this.spec = spec;
        this.memory = memory;
        this.host = host;
        board = new Board(devices, raised -> controls.setLine(Controls.CONSOLE, raised),
                raised -> controls.setLine(Controls.NIC, raised));
        interpreter = new Interpreter(hart, memory, new CodePages(memory));
    }

    @Override
    public void load(Image image) throws BadImageException {
        ToyImage program = ToyImage.parse(image, memory.size());
        memory.write(program.loadAddress(), program.content(), 0, program.content().length);
        hart.pc = program.entry();
        BootArguments.place(spec.bootArguments(), program, memory, hart.registers);
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
        timerDueStep = host.dueStep(controls.compare, hart.step);
        while (hart.step < untilStep) {
            if (waiting()) {
                return Stop.IDLE;
            }
            hart.idle = false;
            boolean called = advance(untilStep);
            if (hart.halted) {
                return Stop.HALTED;
            }
            if (waiting()) {
                return Stop.IDLE;
            }
            if (called && stopRequested) {
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
        if (controls.enabled() && wanted() != 0) {
            enterInterrupt();
            return true;
        }
        int word = interpreter.run(Math.min(untilStep, nextTimerInterrupt()));
        if (word == Interpreter.DONE) {
            return false;
        }
        execute(word);
        return true;
    }

    private long nextTimerInterrupt() {
        boolean armed = controls.enabled() && (controls.mask & 1 << Controls.TIMER) != 0;
        return armed ? timerDueStep : Long.MAX_VALUE;
    }

    private int pending() {
        return hart.step >= timerDueStep ? controls.lines | 1 << Controls.TIMER : controls.lines;
    }

    private int wanted() {
        return pending() & controls.mask;
    }

    private boolean waiting() {
        return hart.idle && wanted() == 0;
    }

    private void enterInterrupt() {
        int source = Integer.numberOfTrailingZeros(wanted());
        host.interruptTaken(source, hart.step);
        enter(Controls.INTERRUPT_CAUSE | source, 0);
        hart.step++;
    }

    private void enter(int cause, int value) {
        controls.enter(cause, value, hart.pc);
        hart.pc = controls.vector;
    }

    /** Executes an instruction that the interpreter left. */
    private void execute(int word) {
        int next = hart.pc + Instruction.BYTES;
        int first = Operand.FIRST.decode(word);
        switch (word >>> 24) {
            case Op.LB, Op.LBU, Op.LH, Op.LHU, Op.LW, Op.SB, Op.SH, Op.SW -> access(word);
            case Op.TRAP -> enter(SOFTWARE, Operand.UNSIGNED.decode(word));
            case Op.IRET -> {
                controls.leave();
                hart.pc = controls.epc;
            }
            case Op.IDLE -> {
                hart.idle = true;
                hart.pc = next;
            }
            case Op.ENTROPY -> {
                set(first, littleEndian(host.result(Source.ENTROPY, Integer.BYTES, hart.step)));
                hart.pc = next;
            }
            case Op.HALT -> {
                hart.halted = true;
                hart.exitCode = hart.registers[first];
                hart.pc = next;
            }
            case Op.CSRR -> {
                set(first, read(Control.of(Operand.CONTROL.decode(word))));
                hart.pc = next;
            }
            case Op.CSRW -> {
                write(Control.of(Operand.CONTROL.decode(word)), hart.registers[first]);
                hart.pc = next;
            }
            case Interpreter.BAD_FETCH_OP -> enter(BAD_ADDRESS, hart.pc);
            default -> enter(ILLEGAL_INSTRUCTION, memory.load32(hart.pc));
        }
        hart.step++;
    }

    private void access(int word) {
        int op = word >>> 24;
        int first = Operand.FIRST.decode(word);
        int address = hart.registers[Operand.BASE.decode(word)] + Operand.SIGNED.decode(word);
        int size = switch (op) {
            case Op.LB, Op.LBU, Op.SB -> Byte.BYTES;
            case Op.LH, Op.LHU, Op.SH -> Short.BYTES;
            default -> Integer.BYTES;
        };
        if ((address & size - 1) != 0) {
            enter(MISALIGNED, address);
        } else if (!board.answers(address, size)) {
            enter(BAD_ADDRESS, address);
        } else {
            switch (op) {
                case Op.LB -> set(first, (byte) board.load(address, size, hart.step));
                case Op.LBU -> set(first, board.load(address, size, hart.step) & 0xff);
                case Op.LH -> set(first, (short) board.load(address, size, hart.step));
                case Op.LHU -> set(first, board.load(address, size, hart.step) & 0xffff);
                case Op.LW -> set(first, board.load(address, size, hart.step));
                default -> board.store(address, size, hart.registers[first], hart.step);
            }
            hart.pc += Instruction.BYTES;
        }
    }

    private void set(int register, int value) {
        if (register != 0) {
            hart.registers[register] = value;
        }
    }

    private int read(Control control) {
        return switch (control) {
            case STATUS -> controls.status;
            case VECTOR -> controls.vector;
            case EPC -> controls.epc;
            case CAUSE -> controls.cause;
            case VALUE -> controls.value;
            case MASK -> controls.mask;
            case PENDING -> pending();
            case SCRATCH -> controls.scratch;
            case TIME_LOW -> (int) host.time(hart.step);
            case TIME_HIGH -> (int) (host.time(hart.step) >>> 32);
            case COMPARE_LOW -> (int) controls.compare;
            case COMPARE_HIGH -> (int) (controls.compare >>> 32);
            case RAM_BYTES -> memory.size();
        };
    }

    private void write(Control control, int value) {
        switch (control) {
            case STATUS -> controls.status = value & (Controls.ENABLE | Controls.PREVIOUS);
            case VECTOR -> controls.vector = value & ALIGNED;
            case EPC -> controls.epc = value & ALIGNED;
            case CAUSE -> controls.cause = value;
            case VALUE -> controls.value = value;
            case MASK -> controls.mask = value & Controls.SOURCES;
            case SCRATCH -> controls.scratch = value;
            case COMPARE_LOW -> compareAt(controls.compare >>> 32 << 32 | value & 0xffffffffL);
            case COMPARE_HIGH -> compareAt((long) value << 32 | controls.compare & 0xffffffffL);
            default -> throw new IllegalStateException("decoded as writable: " + control);
        }
    }

    private void compareAt(long time) {
        controls.compare = time;
        timerDueStep = host.dueStep(time, hart.step + 1);
    }

    private static int littleEndian(byte[] bytes) {
        return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
    }

    @Override
    public long wakeTime() {
        boolean armed = (controls.mask & 1 << Controls.TIMER) != 0 && controls.compare >= 0;
        return armed ? controls.compare : Long.MAX_VALUE;
    }

    @Override
    public int exitCode() {
        return hart.exitCode;
    }

    @Override
    public void save(StateSink sink) {
        hart.save(sink);
        controls.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        hart.restore(source);
        controls.restore(source);
    }
}
