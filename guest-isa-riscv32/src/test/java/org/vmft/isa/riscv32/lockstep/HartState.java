package org.vmft.isa.riscv32.lockstep;

import java.util.Arrays;

/** What is compared: the registers, pc, and the control registers that another implementation keeps alike. */
final class HartState {
    static final int REGISTERS = 32;
    static final int PC = 32;
    static final int MSTATUS = 33;
    static final int MIE = 34;
    static final int MTVEC = 35;
    static final int MEPC = 36;
    static final int MCAUSE = 37;
    static final int MTVAL = 38;
    static final int MSCRATCH = 39;
    static final int VALUES = 40;
    private static final String[] NAMES = {"pc", "mstatus", "mie", "mtvec", "mepc", "mcause", "mtval", "mscratch"};

    final int[] values = new int[VALUES];

    boolean sameAs(HartState other) {
        return Arrays.equals(values, other.values);
    }

    void copyFrom(HartState other) {
        System.arraycopy(other.values, 0, values, 0, VALUES);
    }

    static String name(int at) {
        return at < REGISTERS ? "x" + at : NAMES[at - REGISTERS];
    }

    /** Every value in which they differ. */
    String difference(HartState expected) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < VALUES; at++) {
            if (values[at] != expected.values[at]) {
                text.append("%s: expected %08x, actual %08x; ".formatted(name(at), expected.values[at], values[at]));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < VALUES; at++) {
            text.append(name(at)).append('=').append(Integer.toHexString(values[at])).append(' ');
        }
        return text.toString();
    }
}
