package org.vmft.isa.toy.internal.assembler;

import java.util.List;
import org.vmft.isa.toy.internal.code.Instruction;

/** Instructions that one line stands for. */
record Sequence(List<Statement> parts) implements Statement {
    @Override
    public int alignment() {
        return Instruction.BYTES;
    }

    @Override
    public int layOut(Symbols symbols, int address) {
        return parts.size() * Instruction.BYTES;
    }

    @Override
    public void emit(Symbols symbols, int address, Code code) throws LineException {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).emit(symbols, address + i * Instruction.BYTES, code);
        }
    }
}
