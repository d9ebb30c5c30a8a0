package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmft.isa.toy.internal.code.Instruction;

/**
 * A parsed line of the source.
 *
 * @param origin load address that it sets, as {@code .org} does
 */
record Line(int number, List<String> labels, Optional<Statement> statement, Optional<Expression> origin) {
    static Line parse(int number, String text) throws LineException {
        List<Token> tokens = Lexer.tokens(text);
        List<String> labels = new ArrayList<>();
        int at = 0;
        while (at + 1 < tokens.size() && tokens.get(at).kind() == Token.Kind.NAME && tokens.get(at + 1).is(":")) {
            labels.add(tokens.get(at).text());
            at += 2;
        }
        if (at == tokens.size()) {
            return new Line(number, labels, Optional.empty(), Optional.empty());
        }
        Token word = tokens.get(at);
        if (word.kind() != Token.Kind.NAME) {
            throw new LineException("expected an instruction, actual " + word);
        }
        List<Token> operands = tokens.subList(at + 1, tokens.size());
        if (word.text().equals(".org")) {
            return new Line(number, labels, Optional.empty(), Optional.of(Directive.argument(".org", operands)));
        }
        return new Line(number, labels, Optional.of(statement(word.text(), operands)), Optional.empty());
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
