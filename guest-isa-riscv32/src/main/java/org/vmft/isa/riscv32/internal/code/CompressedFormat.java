package org.vmft.isa.riscv32.internal.code;

/** How the operands of a 16-bit instruction are encoded: registers and immediate of the instruction it stands for. */
enum CompressedFormat {
    /** rd', x2, immediate */
    STACK_ADDRESS {
        @Override
        long operands(Instruction to, int bits) {
            int immediate = at(bits, 11, 2, 4) | at(bits, 7, 4, 6) | at(bits, 6, 1, 2) | at(bits, 5, 1, 3);
            return of(to, low(bits), SP, 0, immediate);
        }
    },
    /** rd', offset(rs1') */
    LOAD {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, low(bits), high(bits), 0, wordOffset(bits));
        }
    },
    /** rs2', offset(rs1') */
    STORE {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, 0, high(bits), low(bits), wordOffset(bits));
        }
    },
    /** rd, rd, immediate */
    IMMEDIATE {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, Bits.rd(bits), Bits.rd(bits), 0, signed(bits));
        }
    },
    /** rd, x0, immediate */
    CONSTANT {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, Bits.rd(bits), 0, 0, signed(bits));
        }
    },
    /** rd, upper bits */
    UPPER {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, Bits.rd(bits), 0, 0, signed(bits) << 12);
        }
    },
    /** x2, x2, immediate */
    STACK_MOVE {
        @Override
        long operands(Instruction to, int bits) {
            int immediate = Bits.signedField(bits, 12, 1) << 9 | at(bits, 6, 1, 4) | at(bits, 5, 1, 6) | at(bits, 3, 2, 7)
                    | at(bits, 2, 1, 5);
            return of(to, SP, SP, 0, immediate);
        }
    },
    /** rd', rd', amount */
    SHIFT_LOW {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, high(bits), high(bits), 0, Bits.field(bits, 2, 5));
        }
    },
    /** rd, rd, amount */
    SHIFT {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, Bits.rd(bits), Bits.rd(bits), 0, Bits.field(bits, 2, 5));
        }
    },
    /** rd', rd', immediate */
    IMMEDIATE_LOW {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, high(bits), high(bits), 0, signed(bits));
        }
    },
    /** rd', rd', rs2' */
    REGISTER_LOW {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, high(bits), high(bits), low(bits), 0);
        }
    },
    /** rd, rd, rs2 */
    REGISTER {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, Bits.rd(bits), Bits.rd(bits), Bits.field(bits, 2, 5), 0);
        }
    },
    /** rd, x0, rs2 */
    MOVE {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, Bits.rd(bits), 0, Bits.field(bits, 2, 5), 0);
        }
    },
    /** x0, target */
    JUMP {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, 0, 0, 0, jumpOffset(bits));
        }
    },
    /** x1, target */
    CALL {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, RA, 0, 0, jumpOffset(bits));
        }
    },
    /** x0, 0(rs1) */
    JUMP_REGISTER {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, 0, Bits.rd(bits), 0, 0);
        }
    },
    /** x1, 0(rs1) */
    CALL_REGISTER {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, RA, Bits.rd(bits), 0, 0);
        }
    },
    /** rs1', x0, target */
    BRANCH {
        @Override
        long operands(Instruction to, int bits) {
            int offset = Bits.signedField(bits, 12, 1) << 8 | at(bits, 10, 2, 3) | at(bits, 5, 2, 6) | at(bits, 3, 2, 1)
                    | at(bits, 2, 1, 5);
            return of(to, 0, high(bits), 0, offset);
        }
    },
    /** rd, offset(x2) */
    STACK_LOAD {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, Bits.rd(bits), SP, 0, at(bits, 12, 1, 5) | at(bits, 4, 3, 2) | at(bits, 2, 2, 6));
        }
    },
    /** rs2, offset(x2) */
    STACK_STORE {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, 0, SP, Bits.field(bits, 2, 5), at(bits, 9, 4, 2) | at(bits, 7, 2, 6));
        }
    },
    /** No operands. */
    BARE {
        @Override
        long operands(Instruction to, int bits) {
            return of(to, 0, 0, 0, 0);
        }
    };

    private static final int RA = 1;
    private static final int SP = 2;
    private static final int FIRST_COMPRESSED_REGISTER = 8;

    /** The instruction stood for, with its operands. */
    abstract long operands(Instruction to, int bits);

    private static long of(Instruction to, int rd, int rs1, int rs2, int immediate) {
        return Decoded.of(to.opcode(), Short.BYTES, rd, rs1, rs2, immediate);
    }

    private static int low(int bits) {
        return FIRST_COMPRESSED_REGISTER + Bits.field(bits, 2, 3);
    }

    private static int high(int bits) {
        return FIRST_COMPRESSED_REGISTER + Bits.field(bits, 7, 3);
    }

    /** A field of the bits, moved to where it belongs in the immediate. */
    private static int at(int bits, int from, int width, int to) {
        return Bits.field(bits, from, width) << to;
    }

    private static int signed(int bits) {
        return Bits.signedField(bits, 12, 1) << 5 | Bits.field(bits, 2, 5);
    }

    private static int wordOffset(int bits) {
        return at(bits, 10, 3, 3) | at(bits, 6, 1, 2) | at(bits, 5, 1, 6);
    }

    private static int jumpOffset(int bits) {
        return Bits.signedField(bits, 12, 1) << 11 | at(bits, 11, 1, 4) | at(bits, 9, 2, 8) | at(bits, 8, 1, 10)
                | at(bits, 7, 1, 6) | at(bits, 6, 1, 7) | at(bits, 3, 3, 1) | at(bits, 2, 1, 5);
    }
}
