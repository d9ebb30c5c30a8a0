package org.vmft.isa.riscv32.internal.code;

import java.util.Locale;

/** The 32-bit instructions: RV32IMA, Zicsr, Zifencei and the privileged ones of a hart with M and U mode. */
public enum Instruction {
    LUI(Opcode.LUI, Format.UPPER, 0x00000037),
    AUIPC(Opcode.AUIPC, Format.UPPER, 0x00000017),
    JAL(Opcode.JAL, Format.JUMP, 0x0000006f),
    JALR(Opcode.JALR, Format.LOAD, 0x00000067),
    BEQ(Opcode.BEQ, Format.BRANCH, 0x00000063),
    BNE(Opcode.BNE, Format.BRANCH, 0x00001063),
    BLT(Opcode.BLT, Format.BRANCH, 0x00004063),
    BGE(Opcode.BGE, Format.BRANCH, 0x00005063),
    BLTU(Opcode.BLTU, Format.BRANCH, 0x00006063),
    BGEU(Opcode.BGEU, Format.BRANCH, 0x00007063),
    LB(Opcode.LB, Format.LOAD, 0x00000003),
    LH(Opcode.LH, Format.LOAD, 0x00001003),
    LW(Opcode.LW, Format.LOAD, 0x00002003),
    LBU(Opcode.LBU, Format.LOAD, 0x00004003),
    LHU(Opcode.LHU, Format.LOAD, 0x00005003),
    SB(Opcode.SB, Format.STORE, 0x00000023),
    SH(Opcode.SH, Format.STORE, 0x00001023),
    SW(Opcode.SW, Format.STORE, 0x00002023),
    ADDI(Opcode.ADDI, Format.IMMEDIATE, 0x00000013),
    SLTI(Opcode.SLTI, Format.IMMEDIATE, 0x00002013),
    SLTIU(Opcode.SLTIU, Format.IMMEDIATE, 0x00003013),
    XORI(Opcode.XORI, Format.IMMEDIATE, 0x00004013),
    ORI(Opcode.ORI, Format.IMMEDIATE, 0x00006013),
    ANDI(Opcode.ANDI, Format.IMMEDIATE, 0x00007013),
    SLLI(Opcode.SLLI, Format.SHIFT, 0x00001013),
    SRLI(Opcode.SRLI, Format.SHIFT, 0x00005013),
    SRAI(Opcode.SRAI, Format.SHIFT, 0x40005013),
    ADD(Opcode.ADD, Format.REGISTER, 0x00000033),
    SUB(Opcode.SUB, Format.REGISTER, 0x40000033),
    SLL(Opcode.SLL, Format.REGISTER, 0x00001033),
    SLT(Opcode.SLT, Format.REGISTER, 0x00002033),
    SLTU(Opcode.SLTU, Format.REGISTER, 0x00003033),
    XOR(Opcode.XOR, Format.REGISTER, 0x00004033),
    SRL(Opcode.SRL, Format.REGISTER, 0x00005033),
    SRA(Opcode.SRA, Format.REGISTER, 0x40005033),
    OR(Opcode.OR, Format.REGISTER, 0x00006033),
    AND(Opcode.AND, Format.REGISTER, 0x00007033),
    FENCE(Opcode.FENCE, Format.ORDERING, 0x0000000f),
    FENCE_I(Opcode.FENCE_I, Format.ORDERING, 0x0000100f),
    MUL(Opcode.MUL, Format.REGISTER, 0x02000033),
    MULH(Opcode.MULH, Format.REGISTER, 0x02001033),
    MULHSU(Opcode.MULHSU, Format.REGISTER, 0x02002033),
    MULHU(Opcode.MULHU, Format.REGISTER, 0x02003033),
    DIV(Opcode.DIV, Format.REGISTER, 0x02004033),
    DIVU(Opcode.DIVU, Format.REGISTER, 0x02005033),
    REM(Opcode.REM, Format.REGISTER, 0x02006033),
    REMU(Opcode.REMU, Format.REGISTER, 0x02007033),
    LR_W(Opcode.LR_W, Format.RESERVE, 0x1000202f),
    SC_W(Opcode.SC_W, Format.ATOMIC, 0x1800202f),
    AMOSWAP_W(Opcode.AMOSWAP_W, Format.ATOMIC, 0x0800202f),
    AMOADD_W(Opcode.AMOADD_W, Format.ATOMIC, 0x0000202f),
    AMOXOR_W(Opcode.AMOXOR_W, Format.ATOMIC, 0x2000202f),
    AMOAND_W(Opcode.AMOAND_W, Format.ATOMIC, 0x6000202f),
    AMOOR_W(Opcode.AMOOR_W, Format.ATOMIC, 0x4000202f),
    AMOMIN_W(Opcode.AMOMIN_W, Format.ATOMIC, 0x8000202f),
    AMOMAX_W(Opcode.AMOMAX_W, Format.ATOMIC, 0xa000202f),
    AMOMINU_W(Opcode.AMOMINU_W, Format.ATOMIC, 0xc000202f),
    AMOMAXU_W(Opcode.AMOMAXU_W, Format.ATOMIC, 0xe000202f),
    CSRRW(Opcode.CSRRW, Format.CSR, 0x00001073),
    CSRRS(Opcode.CSRRS, Format.CSR, 0x00002073),
    CSRRC(Opcode.CSRRC, Format.CSR, 0x00003073),
    CSRRWI(Opcode.CSRRWI, Format.CSR_BITS, 0x00005073),
    CSRRSI(Opcode.CSRRSI, Format.CSR_BITS, 0x00006073),
    CSRRCI(Opcode.CSRRCI, Format.CSR_BITS, 0x00007073),
    ECALL(Opcode.ECALL, Format.BARE, 0x00000073),
    EBREAK(Opcode.EBREAK, Format.BARE, 0x00100073),
    MRET(Opcode.MRET, Format.BARE, 0x30200073),
    WFI(Opcode.WFI, Format.BARE, 0x10500073);

    private final int opcode;
    private final Format format;
    private final int match;

    Instruction(int opcode, Format format, int match) {
        this.opcode = opcode;
        this.format = format;
        this.match = match;
    }

    public int opcode() {
        return opcode;
    }

    Format format() {
        return format;
    }

    /** The bits that the {@link Format#mask} selects. */
    int match() {
        return match;
    }

    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    boolean matches(int bits) {
        return (bits & format.mask()) == match;
    }

    long decode(int bits) {
        return format.decode(opcode, bits);
    }
}
