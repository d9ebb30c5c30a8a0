package org.vmft.isa.riscv32.internal.hart;

import org.vmft.isa.riscv32.internal.code.Opcode;

/** Quotients and remainders. Division by zero gives all ones, and the dividend as remainder; overflow wraps. */
public final class Division {
    private Division() {}

    public static int of(int op, int a, int b) {
        if (b == 0) {
            return op == Opcode.DIV || op == Opcode.DIVU ? -1 : a;
        }
        return switch (op) {
            case Opcode.DIV -> a / b;
            case Opcode.DIVU -> Integer.divideUnsigned(a, b);
            case Opcode.REM -> a % b;
            default -> Integer.remainderUnsigned(a, b);
        };
    }
}
