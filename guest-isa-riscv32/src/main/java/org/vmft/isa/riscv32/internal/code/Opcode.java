package org.vmft.isa.riscv32.internal.code;

/** Numbers by which decoded instructions are told apart, constants so that a switch over them is one jump. */
public final class Opcode {
    /** Of {@link Decoded#UNREAD}. */
    public static final int UNREAD = 0;

    // Everything that accesses memory, up to LAST_MEMORY.
    public static final int LB = 1;
    public static final int LH = 2;
    public static final int LW = 3;
    public static final int LBU = 4;
    public static final int LHU = 5;
    public static final int SB = 6;
    public static final int SH = 7;
    public static final int SW = 8;
    public static final int LR_W = 9;
    public static final int SC_W = 10;
    public static final int AMOSWAP_W = 11;
    public static final int AMOADD_W = 12;
    public static final int AMOXOR_W = 13;
    public static final int AMOAND_W = 14;
    public static final int AMOOR_W = 15;
    public static final int AMOMIN_W = 16;
    public static final int AMOMAX_W = 17;
    public static final int AMOMINU_W = 18;
    public static final int AMOMAXU_W = 19;
    public static final int LAST_MEMORY = AMOMAXU_W;

    public static final int LUI = 20;
    public static final int AUIPC = 21;
    public static final int JAL = 22;
    public static final int JALR = 23;
    public static final int BEQ = 24;
    public static final int BNE = 25;
    public static final int BLT = 26;
    public static final int BGE = 27;
    public static final int BLTU = 28;
    public static final int BGEU = 29;

    public static final int ADDI = 30;
    public static final int SLTI = 31;
    public static final int SLTIU = 32;
    public static final int XORI = 33;
    public static final int ORI = 34;
    public static final int ANDI = 35;
    public static final int SLLI = 36;
    public static final int SRLI = 37;
    public static final int SRAI = 38;

    public static final int ADD = 39;
    public static final int SUB = 40;
    public static final int SLL = 41;
    public static final int SLT = 42;
    public static final int SLTU = 43;
    public static final int XOR = 44;
    public static final int SRL = 45;
    public static final int SRA = 46;
    public static final int OR = 47;
    public static final int AND = 48;

    public static final int MUL = 49;
    public static final int MULH = 50;
    public static final int MULHSU = 51;
    public static final int MULHU = 52;
    public static final int DIV = 53;
    public static final int DIVU = 54;
    public static final int REM = 55;
    public static final int REMU = 56;

    public static final int FENCE = 57;
    public static final int FENCE_I = 58;

    public static final int ECALL = 59;
    public static final int EBREAK = 60;
    public static final int MRET = 61;
    public static final int WFI = 62;
    public static final int CSRRW = 63;
    public static final int CSRRS = 64;
    public static final int CSRRC = 65;
    public static final int CSRRWI = 66;
    public static final int CSRRSI = 67;
    public static final int CSRRCI = 68;

    /** No instruction; its immediate holds the bits found. */
    public static final int ILLEGAL = 69;
    /** There is no memory to fetch from; its immediate is the address missed. */
    public static final int FETCH_FAULT = 70;

    private Opcode() {}
}
