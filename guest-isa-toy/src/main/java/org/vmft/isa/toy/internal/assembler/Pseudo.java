package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vmft.isa.toy.internal.code.Instruction;

/** Shorthand for one or two instructions; {@code $0} and so on stand for its operands. */
enum Pseudo {
    NOP(0, "addi zero, zero, 0"),
    MOV(2, "addi $0, $1, 0"),
    NEG(2, "sub $0, zero, $1"),
    NOT(2, "sub $0, zero, $1", "addi $0, $0, -1"),
    SEQZ(2, "sltiu $0, $1, 1"),
    SNEZ(2, "sltu $0, zero, $1"),
    B(1, "jal zero, $0"),
    BEQZ(2, "beq $0, zero, $1"),
    BNEZ(2, "bne $0, zero, $1"),
    BLTZ(2, "blt $0, zero, $1"),
    BGEZ(2, "bge $0, zero, $1"),
    BGT(3, "blt $1, $0, $2"),
    BLE(3, "bge $1, $0, $2"),
    BGTU(3, "bltu $1, $0, $2"),
    BLEU(3, "bgeu $1, $0, $2"),
    CALL(1, "jal ra, $0"),
    JR(1, "jalr zero, $0, 0"),
    RET(0, "jalr zero, ra, 0");

    private static final Token COMMA = new Token(Token.Kind.PUNCTUATION, ",", 0);

    private final int operandCount;
    private final List<String> templates;

    Pseudo(int operandCount, String... templates) {
        this.operandCount = operandCount;
        this.templates = List.of(templates);
    }

    static Optional<Pseudo> named(String mnemonic) {
        for (Pseudo pseudo : values()) {
            if (pseudo.mnemonic().equals(mnemonic)) {
                return Optional.of(pseudo);
            }
        }
        return Optional.empty();
    }

    Statement expand(List<Token> tokens) throws LineException {
        List<List<Token>> operands = Operands.split(tokens);
        Operands.expect(mnemonic(), operands, operandCount);
        List<Statement> parts = new ArrayList<>();
        for (String template : templates) {
            int blank = template.indexOf(' ');
            parts.add(Encoded.parse(Instruction.named(template.substring(0, blank)).orElseThrow(),
                    substitute(template.substring(blank + 1).split(", "), operands)));
        }
        return new Sequence(parts);
    }

    private static List<Token> substitute(String[] words, List<List<Token>> operands) throws LineException {
        List<Token> tokens = new ArrayList<>();
        for (String word : words) {
            if (!tokens.isEmpty()) {
                tokens.add(COMMA);
            }
            tokens.addAll(word.startsWith("$") ? operands.get(word.charAt(1) - '0') : Lexer.tokens(word));
        }
        return tokens;
    }

    private String mnemonic() {
        return name().toLowerCase(Locale.ROOT);
    }
}
