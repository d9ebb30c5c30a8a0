package org.vmft.isa.riscv32.internal.code;

import java.util.Locale;

/**
 * The 16-bit instructions of the C extension without floating point, each an abbreviation of one of 32 bits. The first
 * row that matches decides; if its operands are reserved there, the bits are no instruction.
 */
public enum CompressedInstruction {
    C_ADDI4SPN(Instruction.ADDI, CompressedFormat.STACK_ADDRESS, 0xe003, 0x0000, Needs.IMMEDIATE),
    C_LW(Instruction.LW, CompressedFormat.LOAD, 0xe003, 0x4000, Needs.NOTHING),
    C_SW(Instruction.SW, CompressedFormat.STORE, 0xe003, 0xc000, Needs.NOTHING),
    C_ADDI(Instruction.ADDI, CompressedFormat.IMMEDIATE, 0xe003, 0x0001, Needs.NOTHING),
    C_JAL(Instruction.JAL, CompressedFormat.CALL, 0xe003, 0x2001, Needs.NOTHING),
    C_LI(Instruction.ADDI, CompressedFormat.CONSTANT, 0xe003, 0x4001, Needs.NOTHING),
    C_ADDI16SP(Instruction.ADDI, CompressedFormat.STACK_MOVE, 0xef83, 0x6101, Needs.IMMEDIATE),
    C_LUI(Instruction.LUI, CompressedFormat.UPPER, 0xe003, 0x6001, Needs.IMMEDIATE),
    C_SRLI(Instruction.SRLI, CompressedFormat.SHIFT_LOW, 0xfc03, 0x8001, Needs.NOTHING),
    C_SRAI(Instruction.SRAI, CompressedFormat.SHIFT_LOW, 0xfc03, 0x8401, Needs.NOTHING),
    C_ANDI(Instruction.ANDI, CompressedFormat.IMMEDIATE_LOW, 0xec03, 0x8801, Needs.NOTHING),
    C_SUB(Instruction.SUB, CompressedFormat.REGISTER_LOW, 0xfc63, 0x8c01, Needs.NOTHING),
    C_XOR(Instruction.XOR, CompressedFormat.REGISTER_LOW, 0xfc63, 0x8c21, Needs.NOTHING),
    C_OR(Instruction.OR, CompressedFormat.REGISTER_LOW, 0xfc63, 0x8c41, Needs.NOTHING),
    C_AND(Instruction.AND, CompressedFormat.REGISTER_LOW, 0xfc63, 0x8c61, Needs.NOTHING),
    C_J(Instruction.JAL, CompressedFormat.JUMP, 0xe003, 0xa001, Needs.NOTHING),
    C_BEQZ(Instruction.BEQ, CompressedFormat.BRANCH, 0xe003, 0xc001, Needs.NOTHING),
    C_BNEZ(Instruction.BNE, CompressedFormat.BRANCH, 0xe003, 0xe001, Needs.NOTHING),
    C_SLLI(Instruction.SLLI, CompressedFormat.SHIFT, 0xf003, 0x0002, Needs.NOTHING),
    C_LWSP(Instruction.LW, CompressedFormat.STACK_LOAD, 0xe003, 0x4002, Needs.DESTINATION),
    C_JR(Instruction.JALR, CompressedFormat.JUMP_REGISTER, 0xf07f, 0x8002, Needs.SOURCE),
    C_MV(Instruction.ADD, CompressedFormat.MOVE, 0xf003, 0x8002, Needs.NOTHING),
    C_EBREAK(Instruction.EBREAK, CompressedFormat.BARE, 0xffff, 0x9002, Needs.NOTHING),
    C_JALR(Instruction.JALR, CompressedFormat.CALL_REGISTER, 0xf07f, 0x9002, Needs.NOTHING),
    C_ADD(Instruction.ADD, CompressedFormat.REGISTER, 0xf003, 0x9002, Needs.NOTHING),
    C_SWSP(Instruction.SW, CompressedFormat.STACK_STORE, 0xe003, 0xc002, Needs.NOTHING);

    /** What must not be zero. */
    private enum Needs { NOTHING, IMMEDIATE, DESTINATION, SOURCE }

    private final Instruction to;
    private final CompressedFormat format;
    private final int mask;
    private final int match;
    private final Needs needs;

    CompressedInstruction(Instruction to, CompressedFormat format, int mask, int match, Needs needs) {
        this.to = to;
        this.format = format;
        this.mask = mask;
        this.match = match;
        this.needs = needs;
    }

    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    CompressedFormat format() {
        return format;
    }

    boolean matches(int bits) {
        return (bits & mask) == match;
    }

    /** The instruction it stands for, or {@link Decoded#UNREAD} when the operands are reserved. */
    long decode(int bits) {
        long decoded = format.operands(to, bits);
        boolean reserved = switch (needs) {
            case NOTHING -> false;
            case IMMEDIATE -> Decoded.immediate(decoded) == 0;
            case DESTINATION -> Decoded.rd(decoded) == Decoded.SINK;
            case SOURCE -> Decoded.rs1(decoded) == 0;
        };
        return reserved ? Decoded.UNREAD : decoded;
    }
}
