package org.vmft.isa.toy.internal.code;

import java.util.Locale;
import java.util.Optional;

/** The instruction table. */
public enum Instruction {
    ADD(Op.ADD, Format.REGISTERS),
    SUB(Op.SUB, Format.REGISTERS),
    AND(Op.AND, Format.REGISTERS),
    OR(Op.OR, Format.REGISTERS),
    XOR(Op.XOR, Format.REGISTERS),
    SLL(Op.SLL, Format.REGISTERS),
    SRL(Op.SRL, Format.REGISTERS),
    SRA(Op.SRA, Format.REGISTERS),
    SLT(Op.SLT, Format.REGISTERS),
    SLTU(Op.SLTU, Format.REGISTERS),
    MUL(Op.MUL, Format.REGISTERS),
    MULHU(Op.MULHU, Format.REGISTERS),
    DIV(Op.DIV, Format.REGISTERS),
    DIVU(Op.DIVU, Format.REGISTERS),
    REM(Op.REM, Format.REGISTERS),
    REMU(Op.REMU, Format.REGISTERS),
    ADDI(Op.ADDI, Format.SIGNED_IMMEDIATE),
    ANDI(Op.ANDI, Format.UNSIGNED_IMMEDIATE),
    ORI(Op.ORI, Format.UNSIGNED_IMMEDIATE),
    XORI(Op.XORI, Format.UNSIGNED_IMMEDIATE),
    SLLI(Op.SLLI, Format.SHIFT_IMMEDIATE),
    SRLI(Op.SRLI, Format.SHIFT_IMMEDIATE),
    SRAI(Op.SRAI, Format.SHIFT_IMMEDIATE),
    SLTI(Op.SLTI, Format.SIGNED_IMMEDIATE),
    SLTIU(Op.SLTIU, Format.SIGNED_IMMEDIATE),
    LUI(Op.LUI, Format.UPPER),
    LB(Op.LB, Format.ACCESS),
    LBU(Op.LBU, Format.ACCESS),
    LH(Op.LH, Format.ACCESS),
    LHU(Op.LHU, Format.ACCESS),
    LW(Op.LW, Format.ACCESS),
    SB(Op.SB, Format.ACCESS),
    SH(Op.SH, Format.ACCESS),
    SW(Op.SW, Format.ACCESS),
    BEQ(Op.BEQ, Format.BRANCH),
    BNE(Op.BNE, Format.BRANCH),
    BLT(Op.BLT, Format.BRANCH),
    BGE(Op.BGE, Format.BRANCH),
    BLTU(Op.BLTU, Format.BRANCH),
    BGEU(Op.BGEU, Format.BRANCH),
    JAL(Op.JAL, Format.JUMP),
    JALR(Op.JALR, Format.SIGNED_IMMEDIATE),
    TRAP(Op.TRAP, Format.NUMBER),
    IRET(Op.IRET, Format.PLAIN),
    IDLE(Op.IDLE, Format.PLAIN),
    ENTROPY(Op.ENTROPY, Format.REGISTER),
    HALT(Op.HALT, Format.REGISTER),
    CSRR(Op.CSRR, Format.READ_CONTROL),
    CSRW(Op.CSRW, Format.WRITE_CONTROL);

    public static final int BYTES = 4;
    static final int OPCODE_SHIFT = 24;
    private static final Instruction[] BY_OPCODE = new Instruction[256];

    static {
        for (Instruction instruction : values()) {
            BY_OPCODE[instruction.opcode] = instruction;
        }
    }

    private final int opcode;
    private final Format format;

    Instruction(int opcode, Format format) {
        this.opcode = opcode;
        this.format = format;
    }

    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Format format() {
        return format;
    }

    /** The instruction word with all operands zero. */
    public int word() {
        return opcode << OPCODE_SHIFT;
    }

    /** The instruction of this word, empty for an illegal one. */
    public static Optional<Instruction> decode(int word) {
        Instruction instruction = BY_OPCODE[word >>> OPCODE_SHIFT];
        return instruction != null && instruction.format.legal(word) ? Optional.of(instruction) : Optional.empty();
    }

    public static Optional<Instruction> named(String mnemonic) {
        for (Instruction instruction : values()) {
            if (instruction.mnemonic().equals(mnemonic)) {
                return Optional.of(instruction);
            }
        }
        return Optional.empty();
    }
}
