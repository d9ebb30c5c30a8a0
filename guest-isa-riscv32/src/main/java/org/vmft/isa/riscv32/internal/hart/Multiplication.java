package org.vmft.isa.riscv32.internal.hart;

import org.vmft.isa.riscv32.internal.code.Opcode;

/** The upper halves of products. */
public final class Multiplication {
    private Multiplication() {}

    public static int high(int op, int a, int b) {
        long left = op == Opcode.MULHU ? Integer.toUnsignedLong(a) : a;
        long right = op == Opcode.MULH ? b : Integer.toUnsignedLong(b);
        return (int) (left * right >> Integer.SIZE);
    }
}
