package org.vmft.isa.toy.internal.code;

/** Opcodes, bits 31 to 24 of an instruction; constants, so that a switch over them is a jump table. */
public final class Op {
    public static final int ILLEGAL = 0;

    public static final int ADD = 1;
    public static final int SUB = 2;
    public static final int AND = 3;
    public static final int OR = 4;
    public static final int XOR = 5;
    public static final int SLL = 6;
    public static final int SRL = 7;
    public static final int SRA = 8;
    public static final int SLT = 9;
    public static final int SLTU = 10;
    public static final int MUL = 11;
    public static final int MULHU = 12;
    public static final int DIV = 13;
    public static final int DIVU = 14;
    public static final int REM = 15;
    public static final int REMU = 16;

    public static final int ADDI = 17;
    public static final int ANDI = 18;
    public static final int ORI = 19;
    public static final int XORI = 20;
    public static final int SLLI = 21;
    public static final int SRLI = 22;
    public static final int SRAI = 23;
    public static final int SLTI = 24;
    public static final int SLTIU = 25;
    public static final int LUI = 26;

    public static final int LB = 27;
    public static final int LBU = 28;
    public static final int LH = 29;
    public static final int LHU = 30;
    public static final int LW = 31;
    public static final int SB = 32;
    public static final int SH = 33;
    public static final int SW = 34;

    public static final int BEQ = 35;
    public static final int BNE = 36;
    public static final int BLT = 37;
    public static final int BGE = 38;
    public static final int BLTU = 39;
    public static final int BGEU = 40;
    public static final int JAL = 41;
    public static final int JALR = 42;

    public static final int TRAP = 43;
    public static final int IRET = 44;
    public static final int IDLE = 45;
    public static final int ENTROPY = 46;
    public static final int HALT = 47;
    public static final int CSRR = 48;
    public static final int CSRW = 49;

    private Op() {}
}
