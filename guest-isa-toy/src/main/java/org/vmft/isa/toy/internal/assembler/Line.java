package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmft.isa.toy.internal.code.Instruction;

/**
 * A line of the source, its statement not parsed yet, so that its labels are known even when the statement is wrong.
 */
record Line(int number, List<String> labels, List<Token> words) {
    private static final String ORIGIN = ".org";

    static Line split(int number, String text) throws LineException {
        List<Token> tokens = Lexer.tokens(text);
        List<String> labels = new ArrayList<>();
        int at = 0;
        while (at + 1 < tokens.size() && tokens.get(at).kind() == Token.Kind.NAME && tokens.get(at + 1).is(":")) {
            labels.add(tokens.get(at).text());
            at += 2;
        }
        return new Line(number, labels, tokens.subList(at, tokens.size()));
    }

    /** The load address that it sets, if it does. */
    Optional<Expression> origin() throws LineException {
        return !words.isEmpty() && words.get(0).text().equals(ORIGIN)
                ? Optional.of(Directive.argument(ORIGIN, words.subList(1, words.size()))) : Optional.empty();
    }

    /** What stands in it; empty for a line without statement. */
    Optional<Statement> statement() throws LineException {
        if (words.isEmpty() || words.get(0).text().equals(ORIGIN)) {
            return Optional.empty();
        }
        if (words.get(0).kind() != Token.Kind.NAME) {
            throw new LineException("expected an instruction, actual " + words.get(0));
        }
        return Optional.of(statement(words.get(0).text(), words.subList(1, words.size())));
    }

    private static Statement statement(String name, List<Token> operands) throws LineException {
        if (name.startsWith(".")) {
            return Directive.parse(name, operands);
        }
        Optional<Instruction> instruction = Instruction.named(name);
        if (instruction.isPresent()) {
            return Encoded.parse(instruction.get(), operands);
        }
        Optional<Pseudo> pseudo = Pseudo.named(name);
        if (pseudo.isPresent()) {
            return pseudo.get().expand(operands);
        }
        return switch (name) {
            case "li", "la" -> LoadConstant.parse(name, operands);
            case "push", "pop" -> Stack.parse(name, operands);
            default -> throw new LineException("unknown instruction '" + name + "'");
        };
    }
}
