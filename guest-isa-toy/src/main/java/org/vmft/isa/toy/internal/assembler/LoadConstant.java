package org.vmft.isa.toy.internal.assembler;

import java.util.List;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Operand;

/**
 * {@code li} and {@code la}: any 32-bit value. One instruction where the value is known at that line and short enough
 * ({@code li} only), else two.
 */
final class LoadConstant implements Statement {
    private static final int HALF_BITS = 16;

    private final int register;
    private final Expression value;
    private final boolean shorten;
    private boolean isShort;

    private LoadConstant(int register, Expression value, boolean shorten) {
        this.register = register;
        this.value = value;
        this.shorten = shorten;
    }

    static LoadConstant parse(String mnemonic, List<Token> tokens) throws LineException {
        List<List<Token>> operands = Operands.split(tokens);
        Operands.expect(mnemonic, operands, 2);
        return new LoadConstant(Operands.register(operands.get(0)), Expression.parse(operands.get(1)),
                mnemonic.equals("li"));
    }

    @Override
    public int alignment() {
        return Instruction.BYTES;
    }

    @Override
    public int layOut(Symbols symbols, int address) throws LineException {
        if (shorten && value.isKnown(symbols)) {
            int known = word(symbols, address);
            isShort = known == (short) known || known << HALF_BITS == 0;
        }
        return isShort ? Instruction.BYTES : 2 * Instruction.BYTES;
    }

    @Override
    public void emit(Symbols symbols, int address, Code code) throws LineException {
        int constant = word(symbols, address);
        int target = Operand.FIRST.encode(register);
        if (isShort && constant == (short) constant) {
            code.putInstruction(Instruction.ADDI.word() | target | Operand.SIGNED.encode(constant));
            return;
        }
        code.putInstruction(Instruction.LUI.word() | target | Operand.UNSIGNED.encode(constant >>> HALF_BITS));
        if (!isShort) {
            code.putInstruction(Instruction.ORI.word() | target | Operand.SECOND.encode(register)
                    | Operand.UNSIGNED.encode(constant & 0xffff));
        }
    }

    private int word(Symbols symbols, int address) throws LineException {
        long full = value.value(symbols, address);
        if (full < Integer.MIN_VALUE || full > 0xffffffffL) {
            throw new LineException("value " + full + " does not fit into 32 bits");
        }
        return (int) full;
    }
}
