package org.vmft.isa.riscv32.internal.hart;

import org.vmft.api.machine.GuestMemory;
import org.vmft.isa.riscv32.internal.code.Decoded;
import org.vmft.isa.riscv32.internal.code.Opcode;

/**
 * The inner loop: executes instructions that touch nothing but registers and RAM, so that nothing can become pending
 * meanwhile but the timer, whose step the caller knows. Everything else, traps included, is left to the caller.
 */
public final class Interpreter {
    /** Returned when the steps asked for are done; otherwise the instruction not executed is returned. */
    public static final long DONE = Decoded.UNREAD;

    private static final int PAGE_MASK = GuestMemory.PAGE_BYTES - 1;
    private static final int STEPS_MAX = 1 << 30;

    private final Hart hart;
    private final RamAccess ram;
    private final int ramBase;
    private final CodePages pages;
    private final int misalignedMask;

    public Interpreter(Hart hart, RamAccess ram, CodePages pages, int misalignedMask) {
        this.hart = hart;
        this.ram = ram;
        this.ramBase = ram.base();
        this.pages = pages;
        this.misalignedMask = misalignedMask;
    }

    /** Executes up to {@code untilStep}, fewer steps when that is far, and stands before the instruction it returns. */
    public long run(long untilStep) {
        int budget = (int) Math.min(untilStep - hart.step, STEPS_MAX);
        int left = budget;
        int[] x = hart.x;
        int pc = hart.pc;
        int page = ~pc;
        long[] code = null;
        long decoded = DONE;
        loop:
        while (left > 0) {
            if (((pc ^ page) & ~PAGE_MASK) != 0) {
                if (!pages.holds(pc)) {
                    decoded = Decoded.fetchFault(pc);
                    break;
                }
                page = pc;
                code = pages.entries(pc);
            }
            decoded = code[(pc & PAGE_MASK) >>> 1];
            if (decoded == Decoded.UNREAD) {
                decoded = pages.read(pc);
            }
            int op = Decoded.opcode(decoded);
            int rd = Decoded.rd(decoded);
            int a = x[Decoded.rs1(decoded)];
            int b = x[Decoded.rs2(decoded)];
            int imm = Decoded.immediate(decoded);
            int at = a + imm - ramBase;
            int next = pc + Decoded.length(decoded);
            if (op <= Opcode.LAST_MEMORY && !ram.takes(op, at)) {
                break;
            }
            switch (op) {
                case Opcode.LUI -> x[rd] = imm;
                case Opcode.AUIPC -> x[rd] = pc + imm;
                case Opcode.JAL -> next = jump(rd, next, pc + imm);
                case Opcode.JALR -> next = jump(rd, next, a + imm & ~1);
                case Opcode.BEQ -> next = a == b ? pc + imm : next;
                case Opcode.BNE -> next = a != b ? pc + imm : next;
                case Opcode.BLT -> next = a < b ? pc + imm : next;
                case Opcode.BGE -> next = a >= b ? pc + imm : next;
                case Opcode.BLTU -> next = below(a, b) ? pc + imm : next;
                case Opcode.BGEU -> next = below(a, b) ? next : pc + imm;
                case Opcode.LB -> x[rd] = ram.load8(at);
                case Opcode.LH -> x[rd] = ram.load16(at);
                case Opcode.LW -> x[rd] = ram.load32(at);
                case Opcode.LBU -> x[rd] = ram.load8(at) & 0xff;
                case Opcode.LHU -> x[rd] = ram.load16(at) & 0xffff;
                case Opcode.SB -> ram.store8(at, b);
                case Opcode.SH -> ram.store16(at, b);
                case Opcode.SW -> ram.store32(at, b);
                case Opcode.ADDI -> x[rd] = a + imm;
                case Opcode.SLTI -> x[rd] = a < imm ? 1 : 0;
                case Opcode.SLTIU -> x[rd] = below(a, imm) ? 1 : 0;
                case Opcode.XORI -> x[rd] = a ^ imm;
                case Opcode.ORI -> x[rd] = a | imm;
                case Opcode.ANDI -> x[rd] = a & imm;
                case Opcode.SLLI -> x[rd] = a << imm;
                case Opcode.SRLI -> x[rd] = a >>> imm;
                case Opcode.SRAI -> x[rd] = a >> imm;
                case Opcode.ADD -> x[rd] = a + b;
                case Opcode.SUB -> x[rd] = a - b;
                case Opcode.SLL -> x[rd] = a << b;
                case Opcode.SLT -> x[rd] = a < b ? 1 : 0;
                case Opcode.SLTU -> x[rd] = below(a, b) ? 1 : 0;
                case Opcode.XOR -> x[rd] = a ^ b;
                case Opcode.SRL -> x[rd] = a >>> b;
                case Opcode.SRA -> x[rd] = a >> b;
                case Opcode.OR -> x[rd] = a | b;
                case Opcode.AND -> x[rd] = a & b;
                case Opcode.MUL -> x[rd] = a * b;
                case Opcode.MULH, Opcode.MULHSU, Opcode.MULHU -> x[rd] = Multiplication.high(op, a, b);
                case Opcode.DIV, Opcode.DIVU, Opcode.REM, Opcode.REMU -> x[rd] = Division.of(op, a, b);
                case Opcode.LR_W, Opcode.SC_W, Opcode.AMOSWAP_W, Opcode.AMOADD_W, Opcode.AMOXOR_W, Opcode.AMOAND_W, Opcode.AMOOR_W,
                    Opcode.AMOMIN_W, Opcode.AMOMAX_W, Opcode.AMOMINU_W, Opcode.AMOMAXU_W -> x[rd] = Atomics.execute(op, hart, ram, at, b);
                case Opcode.FENCE, Opcode.FENCE_I -> { }
                default -> {
                    break loop;
                }
            }
            if ((next & misalignedMask) != 0) {
                break;
            }
            pc = next;
            left--;
        }
        hart.pc = pc;
        hart.step += budget - left;
        return left == 0 ? DONE : decoded;
    }

    /** Links only when the jump succeeds. */
    private int jump(int rd, int link, int target) {
        if ((target & misalignedMask) == 0) {
            hart.x[rd] = link;
        }
        return target;
    }

    static boolean below(int left, int right) {
        return Integer.compareUnsigned(left, right) < 0;
    }
}
