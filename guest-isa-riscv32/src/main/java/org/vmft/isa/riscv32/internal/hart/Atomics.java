package org.vmft.isa.riscv32.internal.hart;

import org.vmft.isa.riscv32.internal.code.Opcode;

/** The A extension. With one hart every access is atomic and in order. */
final class Atomics {
    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;

    private Atomics() {}

    /** Executes the instruction on the aligned word at {@code offset}; returns what goes to rd. */
    static int execute(int op, Hart hart, RamAccess ram, int offset, int operand) {
        int old = ram.load32(offset);
        switch (op) {
            case Opcode.LR_W -> {
                hart.reserved = true;
                hart.reservedAddress = ram.base() + offset;
                hart.reservedValue = old;
                return old;
            }
            case Opcode.SC_W -> {
                boolean holds = hart.reserved && hart.reservedAddress == ram.base() + offset && hart.reservedValue == old;
                hart.reserved = false;
                if (holds) {
                    ram.store32(offset, operand);
                }
                return holds ? SUCCESS : FAILURE;
            }
            default -> {
                ram.store32(offset, combine(op, old, operand));
                return old;
            }
        }
    }

    private static int combine(int op, int old, int operand) {
        return switch (op) {
            case Opcode.AMOADD_W -> old + operand;
            case Opcode.AMOXOR_W -> old ^ operand;
            case Opcode.AMOAND_W -> old & operand;
            case Opcode.AMOOR_W -> old | operand;
            case Opcode.AMOMIN_W -> Math.min(old, operand);
            case Opcode.AMOMAX_W -> Math.max(old, operand);
            case Opcode.AMOMINU_W -> Interpreter.below(old, operand) ? old : operand;
            case Opcode.AMOMAXU_W -> Interpreter.below(old, operand) ? operand : old;
            default -> operand;
        };
    }
}
