package org.vmft.isa.toy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.vmft.api.machine.GuestMemory;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Op;

/**
 * The inner loop: executes instructions that touch nothing but registers and RAM, so that nothing can become pending
 * meanwhile but the timer, whose step the caller knows. Everything else is left to the caller.
 */
final class Interpreter {
    /** Returned when the steps asked for are done; otherwise the word not executed is returned. */
    static final int DONE = CodePages.UNREAD;
    /** Returned when the program counter lies outside RAM. */
    static final int BAD_FETCH_OP = 0xfe;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int OPCODE_SHIFT = 24;
    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_MASK = -GuestMemory.PAGE_BYTES;
    private static final int ALIGNED = -Instruction.BYTES;
    /** Address bits that must be zero, for each opcode of a load or store. */
    private static final int[] ACCESS_MASKS = new int[Op.SW + 1];
    private static final int STEPS_MAX = 1 << 30;

    static {
        for (int op : new int[] {Op.LH, Op.LHU, Op.SH}) {
            ACCESS_MASKS[op] = 1;
        }
        for (int op : new int[] {Op.LW, Op.SW}) {
            ACCESS_MASKS[op] = 3;
        }
    }

    private final Hart hart;
    private final GuestMemory memory;
    private final CodePages pages;

    Interpreter(Hart hart, GuestMemory memory, CodePages pages) {
        this.hart = hart;
        this.memory = memory;
        this.pages = pages;
    }

    /** Executes up to {@code untilStep}, fewer steps when that is far, and stands before the instruction it returns. */
    int run(long untilStep) {
        int budget = (int) Math.min(untilStep - hart.step, STEPS_MAX);
        int left = budget;
        int[] r = hart.registers;
        byte[] ram = memory.bytes();
        byte[] flags = memory.flags();
        int pc = hart.pc;
        int base = ~pc;
        int[] code = null;
        int word = DONE;
        loop:
        while (left > 0) {
            if (((pc ^ base) & PAGE_MASK) != 0) {
                if (!pages.holds(pc)) {
                    word = BAD_FETCH_OP << OPCODE_SHIFT;
                    break;
                }
                base = pc;
                code = pages.page(pc);
            }
            word = code[(pc & ~PAGE_MASK) >>> 2];
            r[0] = 0;
            int op = word >>> OPCODE_SHIFT;
            int first = word >>> 20 & 15;
            int a = r[word >>> 16 & 15];
            int b = r[word >>> 12 & 15];
            int at = a + (short) word;
            if (op >= Op.LB && op <= Op.SW && outside(ram, at, op)) {
                break;
            }
            switch (op) {
                case Op.ADD -> r[first] = a + b;
                case Op.SUB -> r[first] = a - b;
                case Op.AND -> r[first] = a & b;
                case Op.OR -> r[first] = a | b;
                case Op.XOR -> r[first] = a ^ b;
                case Op.SLL -> r[first] = a << b;
                case Op.SRL -> r[first] = a >>> b;
                case Op.SRA -> r[first] = a >> b;
                case Op.SLT -> r[first] = a < b ? 1 : 0;
                case Op.SLTU -> r[first] = below(a, b) ? 1 : 0;
                case Op.MUL -> r[first] = a * b;
                case Op.MULHU -> r[first] = (int) ((a & 0xffffffffL) * (b & 0xffffffffL) >>> 32);
                case Op.DIV, Op.DIVU, Op.REM, Op.REMU -> r[first] = divide(op, a, b);
                case Op.ADDI -> r[first] = at;
                case Op.ANDI -> r[first] = a & (char) word;
                case Op.ORI -> r[first] = a | (char) word;
                case Op.XORI -> r[first] = a ^ (char) word;
                case Op.SLLI -> r[first] = a << word;
                case Op.SRLI -> r[first] = a >>> word;
                case Op.SRAI -> r[first] = a >> word;
                case Op.SLTI -> r[first] = a < (short) word ? 1 : 0;
                case Op.SLTIU -> r[first] = below(a, (short) word) ? 1 : 0;
                case Op.LUI -> r[first] = word << 16;
                case Op.LB -> r[first] = ram[at];
                case Op.LBU -> r[first] = ram[at] & 0xff;
                case Op.LH -> r[first] = (short) SHORTS.get(ram, at);
                case Op.LHU -> r[first] = (short) SHORTS.get(ram, at) & 0xffff;
                case Op.LW -> r[first] = (int) INTS.get(ram, at);
                case Op.SB, Op.SH, Op.SW -> store(op, ram, flags, at, r[first]);
                case Op.BEQ -> pc = r[first] == a ? target(pc, word) : pc;
                case Op.BNE -> pc = r[first] != a ? target(pc, word) : pc;
                case Op.BLT -> pc = r[first] < a ? target(pc, word) : pc;
                case Op.BGE -> pc = r[first] >= a ? target(pc, word) : pc;
                case Op.BLTU -> pc = below(r[first], a) ? target(pc, word) : pc;
                case Op.BGEU -> pc = below(r[first], a) ? pc : target(pc, word);
                case Op.JAL -> {
                    r[first] = pc + Instruction.BYTES;
                    pc += (word << 12 >> 10) - Instruction.BYTES;
                }
                case Op.JALR -> {
                    r[first] = pc + Instruction.BYTES;
                    pc = (at & ALIGNED) - Instruction.BYTES;
                }
                case CodePages.UNREAD_OP -> {
                    pages.read(pc);
                    continue;
                }
                default -> {
                    break loop;
                }
            }
            pc += Instruction.BYTES;
            left--;
        }
        hart.pc = pc;
        hart.step += budget - left;
        return left == 0 ? DONE : word;
    }

    /** Misaligned, or not in RAM; an aligned access that begins in RAM ends there. */
    private static boolean outside(byte[] ram, int at, int op) {
        return (at & ACCESS_MASKS[op]) != 0 || !below(at, ram.length);
    }

    private void store(int op, byte[] ram, byte[] flags, int at, int value) {
        if (flags[at >>> PAGE_SHIFT] != GuestMemory.MARKED) {
            memory.mark(at);
        }
        switch (op) {
            case Op.SB -> ram[at] = (byte) value;
            case Op.SH -> SHORTS.set(ram, at, (short) value);
            default -> INTS.set(ram, at, value);
        }
    }

    /** Of a branch taken, less the step to the next instruction that follows anyway. */
    private static int target(int pc, int word) {
        return pc + ((short) word << 2) - Instruction.BYTES;
    }

    private static boolean below(int left, int right) {
        return Integer.compareUnsigned(left, right) < 0;
    }

    /** Division by zero gives all ones, and the dividend as remainder. */
    private static int divide(int op, int a, int b) {
        boolean quotient = op == Op.DIV || op == Op.DIVU;
        if (b == 0) {
            return quotient ? -1 : a;
        }
        return switch (op) {
            case Op.DIV -> a / b;
            case Op.DIVU -> Integer.divideUnsigned(a, b);
            case Op.REM -> a % b;
            default -> Integer.remainderUnsigned(a, b);
        };
    }
}
