package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import org.vmft.isa.toy.internal.code.Control;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Operand;

/** One machine instruction. */
final class Encoded implements Statement {
    private record Field(Operand operand, Expression value) {}

    private final List<Field> fields = new ArrayList<>();
    private int word;

    private Encoded(Instruction instruction) {
        word = instruction.word();
    }

    static Encoded parse(Instruction instruction, List<Token> tokens) throws LineException {
        List<Operand> expected = instruction.format().operands();
        boolean access = expected.contains(Operand.BASE);
        List<List<Token>> operands = Operands.split(tokens);
        if (access) {
            splitBase(operands);
        }
        if (operands.size() != expected.size()) {
            Operands.expect(instruction.mnemonic(), operands, access ? 2 : expected.size());
            throw new LineException("expected an address such as 4(sp), actual " + operands.get(1).get(0));
        }
        Encoded encoded = new Encoded(instruction);
        for (int i = 0; i < expected.size(); i++) {
            encoded.add(expected.get(i), operands.get(i));
        }
        return encoded;
    }

    /** Makes two operands of {@code displacement(base)}; the displacement may be missing. */
    private static void splitBase(List<List<Token>> operands) {
        List<Token> address = operands.isEmpty() ? List.of() : operands.get(operands.size() - 1);
        int count = address.size();
        if (count >= 3 && address.get(count - 3).is("(") && address.get(count - 1).is(")")) {
            List<Token> zero = List.of(new Token(Token.Kind.NUMBER, "0", 0));
            operands.set(operands.size() - 1, count == 3 ? zero : address.subList(0, count - 3));
            operands.add(List.of(address.get(count - 2)));
        }
    }

    private void add(Operand operand, List<Token> tokens) throws LineException {
        switch (operand.kind()) {
            case REGISTER -> word |= operand.encode(Operands.register(tokens));
            case CONTROL -> word |= operand.encode(control(operand, tokens).ordinal());
            default -> fields.add(new Field(operand, Expression.parse(tokens)));
        }
    }

    private static Control control(Operand operand, List<Token> tokens) throws LineException {
        String text = Operands.single(tokens, Token.Kind.NAME, "a control register").text();
        Control control = Control.named(text)
                .orElseThrow(() -> new LineException("'" + text + "' is not a control register"));
        if (operand == Operand.WRITABLE_CONTROL && !control.writable()) {
            throw new LineException("control register '" + text + "' cannot be written");
        }
        return control;
    }

    @Override
    public int alignment() {
        return Instruction.BYTES;
    }

    @Override
    public int layOut(Symbols symbols, int address) {
        return Instruction.BYTES;
    }

    @Override
    public void emit(Symbols symbols, int address, Code code) throws LineException {
        int encoded = word;
        for (Field field : fields) {
            Operand operand = field.operand;
            encoded |= operand.encode(operand.kind() == Operand.Kind.TARGET
                    ? distance(operand, field.value.value(symbols, address), address)
                    : field.value.value(symbols, address, operand.min(), operand.max()));
        }
        code.putInstruction(encoded);
    }

    private static int distance(Operand operand, long target, int address) throws LineException {
        long bytes = target - address;
        long words = bytes / Instruction.BYTES;
        if (bytes % Instruction.BYTES != 0) {
            throw new LineException("target 0x" + Long.toHexString(target) + " is not aligned");
        }
        if (words < operand.min() || words > operand.max()) {
            throw new LineException("target 0x" + Long.toHexString(target) + " is too far: " + words
                    + " words is not between " + operand.min() + " and " + operand.max());
        }
        return (int) words;
    }
}
