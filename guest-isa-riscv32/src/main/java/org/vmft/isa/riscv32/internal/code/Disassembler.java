package org.vmft.isa.riscv32.internal.code;

/** Instructions as text, with the names of the ABI for registers and without pseudo-instructions. */
public final class Disassembler {
    private static final String[] REGISTERS = {
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
        "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

    private final Decoder decoder;

    public Disassembler(Decoder decoder) {
        this.decoder = decoder;
    }

    /** @param pc where the instruction is, for the targets of jumps */
    public String disassemble(int bits, int pc) {
        long decoded = decoder.decode(bits);
        if (Decoded.opcode(decoded) == Opcode.ILLEGAL) {
            return Decoded.length(decoded) == Short.BYTES
                    ? ".2byte 0x%04x".formatted(bits & 0xffff) : ".4byte 0x%08x".formatted(bits);
        }
        if (Decoded.length(decoded) == Integer.BYTES) {
            Instruction row = Decoder.instruction(bits);
            return line(row.mnemonic(), operands(row.format(), decoded, pc));
        }
        CompressedInstruction row = Decoder.compressed(bits & 0xffff);
        return line(row.mnemonic(), operands(row.format(), decoded, pc));
    }

    /** Name of the general register of this number. */
    public static String register(int number) {
        return REGISTERS[number];
    }

    private static String line(String mnemonic, String operands) {
        return operands.isEmpty() ? mnemonic : mnemonic + " " + operands;
    }

    private static String operands(Format format, long decoded, int pc) {
        int immediate = Decoded.immediate(decoded);
        return switch (format) {
            case LOAD -> rd(decoded) + "," + immediate + "(" + rs1(decoded) + ")";
            case STORE -> rs2(decoded) + "," + immediate + "(" + rs1(decoded) + ")";
            case BRANCH -> rs1(decoded) + "," + rs2(decoded) + "," + hex(pc + immediate);
            case IMMEDIATE, SHIFT -> rd(decoded) + "," + rs1(decoded) + "," + immediate;
            case REGISTER -> rd(decoded) + "," + rs1(decoded) + "," + rs2(decoded);
            case UPPER -> rd(decoded) + "," + hex(immediate >>> 12);
            case JUMP -> rd(decoded) + "," + hex(pc + immediate);
            case ATOMIC -> rd(decoded) + "," + rs2(decoded) + ",(" + rs1(decoded) + ")";
            case RESERVE -> rd(decoded) + ",(" + rs1(decoded) + ")";
            case CSR -> rd(decoded) + "," + Csr.name(immediate) + "," + rs1(decoded);
            case CSR_BITS -> rd(decoded) + "," + Csr.name(immediate) + "," + Decoded.rs1(decoded);
            case ORDERING, BARE -> "";
        };
    }

    private static String operands(CompressedFormat format, long decoded, int pc) {
        int immediate = Decoded.immediate(decoded);
        return switch (format) {
            case STACK_ADDRESS -> rd(decoded) + "," + rs1(decoded) + "," + immediate;
            case LOAD, STACK_LOAD -> rd(decoded) + "," + immediate + "(" + rs1(decoded) + ")";
            case STORE, STACK_STORE -> rs2(decoded) + "," + immediate + "(" + rs1(decoded) + ")";
            case IMMEDIATE, CONSTANT, STACK_MOVE, SHIFT, SHIFT_LOW, IMMEDIATE_LOW -> rd(decoded) + "," + immediate;
            case UPPER -> rd(decoded) + "," + hex(immediate >>> 12);
            case REGISTER_LOW, REGISTER, MOVE -> rd(decoded) + "," + rs2(decoded);
            case JUMP, CALL -> hex(pc + immediate);
            case JUMP_REGISTER, CALL_REGISTER -> rs1(decoded);
            case BRANCH -> rs1(decoded) + "," + hex(pc + immediate);
            case BARE -> "";
        };
    }

    private static String rd(long decoded) {
        return REGISTERS[Decoded.rd(decoded) % Decoded.SINK];
    }

    private static String rs1(long decoded) {
        return REGISTERS[Decoded.rs1(decoded)];
    }

    private static String rs2(long decoded) {
        return REGISTERS[Decoded.rs2(decoded)];
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }
}
