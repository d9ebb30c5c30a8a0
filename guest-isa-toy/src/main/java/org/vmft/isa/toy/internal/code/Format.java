package org.vmft.isa.toy.internal.code;

import java.util.List;

/** The operands of an instruction in the order in which they are written; all other bits are zero. */
public enum Format {
    PLAIN,
    REGISTERS(Operand.FIRST, Operand.SECOND, Operand.THIRD),
    SIGNED_IMMEDIATE(Operand.FIRST, Operand.SECOND, Operand.SIGNED),
    UNSIGNED_IMMEDIATE(Operand.FIRST, Operand.SECOND, Operand.UNSIGNED),
    SHIFT_IMMEDIATE(Operand.FIRST, Operand.SECOND, Operand.SHIFT),
    UPPER(Operand.FIRST, Operand.UNSIGNED),
    ACCESS(Operand.FIRST, Operand.SIGNED, Operand.BASE),
    BRANCH(Operand.FIRST, Operand.SECOND, Operand.BRANCH),
    JUMP(Operand.FIRST, Operand.JUMP),
    NUMBER(Operand.UNSIGNED),
    REGISTER(Operand.FIRST),
    READ_CONTROL(Operand.FIRST, Operand.CONTROL),
    WRITE_CONTROL(Operand.WRITABLE_CONTROL, Operand.FIRST);

    private final List<Operand> operands;
    private final int reserved;

    Format(Operand... operands) {
        this.operands = List.of(operands);
        int used = 0xff << Instruction.OPCODE_SHIFT;
        for (Operand operand : operands) {
            used |= operand.mask();
        }
        reserved = ~used;
    }

    public List<Operand> operands() {
        return operands;
    }

    boolean legal(int word) {
        if ((word & reserved) != 0) {
            return false;
        }
        for (Operand operand : operands) {
            if (!operand.legal(word)) {
                return false;
            }
        }
        return true;
    }
}
