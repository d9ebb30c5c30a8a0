package org.vmft.isa.riscv32.lockstep;

/** A mistake, as an edit of a source file of this module; the text to replace must be there exactly once. */
enum PlantedBug {
    SHIFT_RIGHT_FORGETS_THE_SIGN("hart/Interpreter", "case Opcode.SRAI -> x[rd] = a >> imm;", "case Opcode.SRAI -> x[rd] = a >>> imm;"),
    UNSIGNED_IMMEDIATE_COMPARED_SIGNED("hart/Interpreter", "case Opcode.SLTIU -> x[rd] = below(a, imm) ? 1 : 0;",
            "case Opcode.SLTIU -> x[rd] = a < imm ? 1 : 0;"),
    UNSIGNED_BRANCH_COMPARES_SIGNED("hart/Interpreter", "below(a, b) ? next : pc + imm", "a < b ? next : pc + imm"),
    BRANCH_IF_GREATER_MISSES_EQUAL("hart/Interpreter", "case Opcode.BGE -> next = a >= b", "case Opcode.BGE -> next = a > b"),
    UNSIGNED_BYTE_EXTENDS_ITS_SIGN("hart/Interpreter", "ram.load8(at) & 0xff", "ram.load8(at)"),
    HALFWORD_LOSES_ITS_SIGN("hart/Interpreter", "case Opcode.LH -> x[rd] = ram.load16(at);", "case Opcode.LH -> x[rd] = ram.load16(at) & 0xffff;"),
    JUMP_KEEPS_THE_LOWEST_BIT("hart/Interpreter", "jump(rd, next, a + imm & ~1)", "jump(rd, next, a + imm)"),
    UPPER_IMMEDIATE_ADDS_TO_THE_NEXT("hart/Interpreter", "case Opcode.AUIPC -> x[rd] = pc + imm;", "case Opcode.AUIPC -> x[rd] = next + imm;"),
    FAILED_JUMP_LINKS("hart/Interpreter", "if ((target & misalignedMask) == 0) {", "if (true) {"),
    SIGNED_BY_UNSIGNED_IS_SIGNED("hart/Multiplication", "long right = op == Opcode.MULH ? b", "long right = op != Opcode.MULHU ? b"),
    REMAINDER_OF_DIVISION_BY_ZERO_IS_ZERO("hart/Division", "? -1 : a;", "? -1 : 0;"),
    REMAINDER_HAS_THE_SIGN_OF_THE_DIVISOR("hart/Division", "case Opcode.REM -> a % b;", "case Opcode.REM -> Math.floorMod(a, b);"),
    UNSIGNED_MAXIMUM_IS_SIGNED("hart/Atomics", "Interpreter.below(old, operand) ? operand : old", "old < operand ? operand : old"),
    CONDITIONAL_STORE_KEEPS_THE_RESERVATION("hart/Atomics", "hart.reserved = false;", ""),
    RETURN_LEAVES_PREVIOUS_ENABLE("hart/ControlRegisters", "| enable | MSTATUS_MPIE;", "| enable;"),
    TRAP_FORGETS_PREVIOUS_ENABLE("hart/ControlRegisters", "| previousEnable | mode <<", "| mode <<"),
    EXCEPTIONS_ARE_VECTORED("hart/ControlRegisters", "boolean vectored = cause < 0 && ", "boolean vectored = "),
    CLEARING_TOGGLES("hart/Execution", "-> old & ~operand;", "-> old ^ operand;"),
    READING_COUNTS_AS_WRITING("hart/Execution", "boolean writes = replaces || source != 0;", "boolean writes = true;"),
    STORES_TO_CODE_GO_UNSEEN("hart/CodePages", "memory.markCode(offset);", ""),
    ARITHMETIC_SHIFT_IS_NOT_DECODED("code/Instruction", "SRA(Opcode.SRA, Format.REGISTER, 0x40005033)",
            "SRA(Opcode.SRA, Format.REGISTER, 0x40001033)"),
    BRANCH_OFFSET_SWAPS_BITS("code/Bits", "field(bits, 7, 1) << 11", "field(bits, 7, 1) << 10"),
    COMPRESSED_JUMP_SWAPS_BITS("code/CompressedFormat", "<< 11 | at(bits, 11, 1, 4)", "<< 11 | at(bits, 11, 1, 5)"),
    COMPRESSED_STACK_ADDRESS_SWAPS_BITS("code/CompressedFormat", "at(bits, 6, 1, 2) | at(bits, 5, 1, 3)", "at(bits, 6, 1, 3) | at(bits, 5, 1, 2)"),
    COMPRESSED_ILLEGAL_HAS_NO_VALUE("code/Decoder", "Decoded.of(Opcode.ILLEGAL, Short.BYTES, 0, 0, 0, bits)",
            "Decoded.of(Opcode.ILLEGAL, Short.BYTES, 0, 0, 0, 0)");

    private final String file;
    private final String right;
    private final String wrong;

    PlantedBug(String file, String right, String wrong) {
        this.file = file;
        this.right = right;
        this.wrong = wrong;
    }

    /** The source file, below the module's internal package. */
    String file() {
        return file;
    }

    /** The source with the mistake in it. */
    String plant(String source) {
        int at = source.indexOf(right);
        if (at < 0 || source.indexOf(right, at + 1) >= 0) {
            throw new AssertionError(name() + ": expected once in " + file + ", actual " + (at < 0 ? "nowhere" : "more than once")
                    + ": " + right);
        }
        return source.replace(right, wrong);
    }
}
