package org.vmft.isa.riscv32.lockstep;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes instructions one after the other, encoded by the manual's figures and not by the tables under test. */
final class Emitter {
    static final int ZERO = 0;
    static final int RA = 1;
    static final int SP = 2;
    static final int MSTATUS = 0x300;
    static final int MIE = 0x304;
    static final int MTVEC = 0x305;
    static final int MCOUNTEREN = 0x306;
    static final int MSCRATCH = 0x340;
    static final int MEPC = 0x341;
    static final int MCAUSE = 0x342;
    static final int MTVAL = 0x343;
    static final int COMPRESSED_NOP = 0x0001;

    private final int base;
    private final ByteBuffer code;

    Emitter(int base, int bytes) {
        this.base = base;
        code = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int pc() {
        return base + code.position();
    }

    int left() {
        return code.remaining();
    }

    void at(int address) {
        code.position(address - base);
    }

    byte[] bytes() {
        return code.array();
    }

    void word(int bits) {
        code.putInt(bits);
    }

    void half(int bits) {
        code.putShort((short) bits);
    }

    static int register(int match, int rd, int rs1, int rs2) {
        return match | rd << 7 | rs1 << 15 | rs2 << 20;
    }

    static int immediate(int match, int rd, int rs1, int value) {
        return match | rd << 7 | rs1 << 15 | value << 20;
    }

    static int store(int match, int rs1, int rs2, int offset) {
        return match | rs1 << 15 | rs2 << 20 | offset >> 5 << 25 | (offset & 0x1f) << 7;
    }

    static int branch(int match, int rs1, int rs2, int offset) {
        return match | rs1 << 15 | rs2 << 20 | (offset >> 12 & 1) << 31 | (offset >> 5 & 0x3f) << 25 | (offset >> 1 & 0xf) << 8
                | (offset >> 11 & 1) << 7;
    }

    static int jump(int rd, int offset) {
        return 0x6f | rd << 7 | (offset >> 20 & 1) << 31 | (offset >> 1 & 0x3ff) << 21 | (offset >> 11 & 1) << 20
                | (offset >> 12 & 0xff) << 12;
    }

    static int addi(int rd, int rs1, int value) {
        return immediate(0x13, rd, rs1, value);
    }

    static int csrrw(int rd, int csr, int rs1) {
        return immediate(0x1073, rd, rs1, csr);
    }

    static int csrrs(int rd, int csr, int rs1) {
        return immediate(0x2073, rd, rs1, csr);
    }

    static int csrrc(int rd, int csr, int rs1) {
        return immediate(0x3073, rd, rs1, csr);
    }

    static int sw(int rs2, int offset, int rs1) {
        return store(0x2023, rs1, rs2, offset);
    }

    static int lw(int rd, int offset, int rs1) {
        return immediate(0x2003, rd, rs1, offset);
    }

    /** Two instructions that load any constant. */
    void li(int rd, int value) {
        word(0x37 | rd << 7 | value + 0x800 & ~0xfff);
        word(addi(rd, rd, value << 20 >> 20));
    }
}
