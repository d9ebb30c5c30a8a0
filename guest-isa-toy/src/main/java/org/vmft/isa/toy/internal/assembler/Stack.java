package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Operand;
import org.vmft.isa.toy.internal.code.Registers;

/** {@code push} and {@code pop} of a list of registers; {@code pop} takes the same list in the same order. */
final class Stack implements Statement {
    private final boolean push;
    private final List<Integer> registers = new ArrayList<>();

    private Stack(boolean push) {
        this.push = push;
    }

    static Stack parse(String mnemonic, List<Token> tokens) throws LineException {
        Stack stack = new Stack(mnemonic.equals("push"));
        for (List<Token> operand : Operands.split(tokens)) {
            stack.registers.add(Operands.register(operand));
        }
        if (stack.registers.isEmpty()) {
            throw new LineException(mnemonic + ": expected at least one register");
        }
        return stack;
    }

    @Override
    public int alignment() {
        return Instruction.BYTES;
    }

    @Override
    public int layOut(Symbols symbols, int address) {
        return (registers.size() + 1) * Instruction.BYTES;
    }

    @Override
    public void emit(Symbols symbols, int address, Code code) {
        if (push) {
            moveStackPointer(code, -registers.size());
        }
        for (int i = 0; i < registers.size(); i++) {
            Instruction access = push ? Instruction.SW : Instruction.LW;
            code.putInstruction(access.word() | Operand.FIRST.encode(registers.get(i))
                    | Operand.BASE.encode(Registers.SP) | Operand.SIGNED.encode(i * Integer.BYTES));
        }
        if (!push) {
            moveStackPointer(code, registers.size());
        }
    }

    private static void moveStackPointer(Code code, int words) {
        code.putInstruction(Instruction.ADDI.word() | Operand.FIRST.encode(Registers.SP)
                | Operand.SECOND.encode(Registers.SP) | Operand.SIGNED.encode(words * Integer.BYTES));
    }
}
