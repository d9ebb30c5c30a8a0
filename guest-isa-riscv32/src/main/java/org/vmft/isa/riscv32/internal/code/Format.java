package org.vmft.isa.riscv32.internal.code;

import java.util.function.IntUnaryOperator;

/** How the operands of a 32-bit instruction are encoded, and which bits tell instructions of the format apart. */
enum Format {
    /** rd, offset(rs1) */
    LOAD(Bits.FUNCT3, Bits.RD | Bits.RS1, Bits::iImmediate),
    /** rs2, offset(rs1) */
    STORE(Bits.FUNCT3, Bits.RS1 | Bits.RS2, Bits::sImmediate),
    /** rs1, rs2, target */
    BRANCH(Bits.FUNCT3, Bits.RS1 | Bits.RS2, Bits::bImmediate),
    /** rd, rs1, immediate */
    IMMEDIATE(Bits.FUNCT3, Bits.RD | Bits.RS1, Bits::iImmediate),
    /** rd, rs1, amount */
    SHIFT(Bits.FUNCT7, Bits.RD | Bits.RS1, Bits::rs2),
    /** rd, rs1, rs2 */
    REGISTER(Bits.FUNCT7, Bits.RD | Bits.RS1 | Bits.RS2, Bits::zero),
    /** rd, upper 20 bits */
    UPPER(Bits.OPCODE, Bits.RD, Bits::uImmediate),
    /** rd, target */
    JUMP(Bits.OPCODE, Bits.RD, Bits::jImmediate),
    /** rd, rs2, (rs1); the ordering bits are not told apart, for every access here is in order */
    ATOMIC(0xf800707f, Bits.RD | Bits.RS1 | Bits.RS2, Bits::zero),
    /** rd, (rs1) */
    RESERVE(0xf9f0707f, Bits.RD | Bits.RS1, Bits::zero),
    /** rd, csr, rs1 */
    CSR(Bits.FUNCT3, Bits.RD | Bits.RS1, Bits::csr),
    /** rd, csr, five bits in the place of rs1 */
    CSR_BITS(Bits.FUNCT3, Bits.RD | Bits.RS1, Bits::csr),
    /** No operands; reserved fields are ignored, as the manual asks for. */
    ORDERING(Bits.FUNCT3, 0, Bits::zero),
    /** No operands, all bits fixed. */
    BARE(-1, 0, Bits::zero);

    private final int mask;
    private final int registers;
    private final IntUnaryOperator immediate;

    Format(int mask, int registers, IntUnaryOperator immediate) {
        this.mask = mask;
        this.registers = registers;
        this.immediate = immediate;
    }

    int mask() {
        return mask;
    }

    long decode(int opcode, int bits) {
        return Decoded.of(opcode, Integer.BYTES,
                (registers & Bits.RD) != 0 ? Bits.rd(bits) : 0,
                (registers & Bits.RS1) != 0 ? Bits.rs1(bits) : 0,
                (registers & Bits.RS2) != 0 ? Bits.rs2(bits) : 0,
                immediate.applyAsInt(bits));
    }
}
