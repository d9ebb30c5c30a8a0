package org.vmft.isa.riscv32.internal.code;

/** Fields of a 32-bit instruction. */
final class Bits {
    static final int OPCODE = 0x0000007f;
    static final int FUNCT3 = 0x0000707f;
    static final int FUNCT7 = 0xfe00707f;
    static final int RD = 0x00000f80;
    static final int RS1 = 0x000f8000;
    static final int RS2 = 0x01f00000;

    private Bits() {}

    static int rd(int bits) {
        return field(bits, 7, 5);
    }

    static int rs1(int bits) {
        return field(bits, 15, 5);
    }

    static int rs2(int bits) {
        return field(bits, 20, 5);
    }

    static int csr(int bits) {
        return field(bits, 20, 12);
    }

    static int iImmediate(int bits) {
        return bits >> 20;
    }

    static int sImmediate(int bits) {
        return bits >> 25 << 5 | field(bits, 7, 5);
    }

    static int bImmediate(int bits) {
        return bits >> 31 << 12 | field(bits, 7, 1) << 11 | field(bits, 25, 6) << 5 | field(bits, 8, 4) << 1;
    }

    static int uImmediate(int bits) {
        return bits & ~0xfff;
    }

    static int jImmediate(int bits) {
        return bits >> 31 << 20 | field(bits, 12, 8) << 12 | field(bits, 20, 1) << 11 | field(bits, 21, 10) << 1;
    }

    static int zero(int bits) {
        return 0;
    }

    /** {@code width} bits beginning at bit {@code from}, unsigned. */
    static int field(int bits, int from, int width) {
        return bits >>> from & (1 << width) - 1;
    }

    /** The same, with its highest bit as the sign. */
    static int signedField(int bits, int from, int width) {
        return bits << Integer.SIZE - from - width >> Integer.SIZE - width;
    }
}
