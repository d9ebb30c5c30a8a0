package org.vmft.isa.riscv32.internal.code;

/**
 * A decoded instruction in one {@code long}: immediate (32 bits), rd (6), rs1 (5), rs2 (5), length in bytes (8), opcode
 * (8), from the lowest bit up. A destination x0 is {@link #SINK}, a register that nothing reads, so that writing a result
 * needs no test.
 */
public final class Decoded {
    /** Not yet decoded. */
    public static final long UNREAD = 0;
    public static final int SINK = 32;
    /** Registers that an interpreter needs: x0 to x31 and the sink. */
    public static final int REGISTERS = 33;

    private static final int RD_SHIFT = 32;
    private static final int RS1_SHIFT = 38;
    private static final int RS2_SHIFT = 43;
    private static final int LENGTH_SHIFT = 48;
    private static final int OPCODE_SHIFT = 56;

    private Decoded() {}

    static long of(int opcode, int length, int rd, int rs1, int rs2, int immediate) {
        long sunk = rd == 0 ? SINK : rd;
        return (long) opcode << OPCODE_SHIFT | (long) length << LENGTH_SHIFT | (long) rs2 << RS2_SHIFT
                | (long) rs1 << RS1_SHIFT | sunk << RD_SHIFT | immediate & 0xffffffffL;
    }

    /** Stands for an instruction that cannot be fetched from this address. */
    public static long fetchFault(int address) {
        return of(Opcode.FETCH_FAULT, Integer.BYTES, 0, 0, 0, address);
    }

    public static int opcode(long decoded) {
        return (int) (decoded >>> OPCODE_SHIFT);
    }

    public static int length(long decoded) {
        return (int) (decoded >>> LENGTH_SHIFT) & 0xff;
    }

    public static int rd(long decoded) {
        return (int) (decoded >>> RD_SHIFT) & 0x3f;
    }

    public static int rs1(long decoded) {
        return (int) (decoded >>> RS1_SHIFT) & 0x1f;
    }

    public static int rs2(long decoded) {
        return (int) (decoded >>> RS2_SHIFT) & 0x1f;
    }

    public static int immediate(long decoded) {
        return (int) decoded;
    }
}
