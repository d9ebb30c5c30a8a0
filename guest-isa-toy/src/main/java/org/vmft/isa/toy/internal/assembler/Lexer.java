package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into tokens; a comment begins with ';' or '#' and ends with the line. */
final class Lexer {
    private final String line;
    private int at;

    private Lexer(String line) {
        this.line = line;
    }

    static List<Token> tokens(String line) throws LineException {
        Lexer lexer = new Lexer(line);
        List<Token> tokens = new ArrayList<>();
        while (lexer.skipBlanks()) {
            tokens.add(lexer.next());
        }
        return tokens;
    }

    private boolean skipBlanks() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at < line.length() && line.charAt(at) != ';' && line.charAt(at) != '#';
    }

    private Token next() throws LineException {
        char c = line.charAt(at);
        if (isNamePart(c)) {
            int from = at;
            while (at < line.length() && isNamePart(line.charAt(at))) {
                at++;
            }
            String text = line.substring(from, at);
            return c >= '0' && c <= '9' ? number(text) : new Token(Token.Kind.NAME, text, 0);
        }
        at++;
        if (c == '"') {
            return string();
        }
        if (c == '\'') {
            char value = character();
            if (at == line.length() || line.charAt(at) != '\'') {
                throw new LineException("a character needs a closing quote");
            }
            at++;
            return new Token(Token.Kind.NUMBER, "'" + value + "'", value);
        }
        if (",()+-:".indexOf(c) < 0) {
            throw new LineException("unexpected character '" + c + "'");
        }
        return new Token(Token.Kind.PUNCTUATION, String.valueOf(c), 0);
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.';
    }

    private static Token number(String text) throws LineException {
        try {
            long value = text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseLong(text.substring(2), 16)
                    : text.startsWith("0b") ? Long.parseLong(text.substring(2), 2) : Long.parseLong(text);
            if (value <= 0xffffffffL) {
                return new Token(Token.Kind.NUMBER, text, value);
            }
        } catch (NumberFormatException e) {
            throw new LineException("'" + text + "' is not a number");
        }
        throw new LineException("'" + text + "' does not fit into 32 bits");
    }

    private Token string() throws LineException {
        StringBuilder text = new StringBuilder();
        while (at < line.length() && line.charAt(at) != '"') {
            text.append(character());
        }
        if (at == line.length()) {
            throw new LineException("a string needs a closing quote");
        }
        at++;
        return new Token(Token.Kind.STRING, text.toString(), 0);
    }

    private char character() throws LineException {
        char c = at < line.length() ? line.charAt(at++) : 0;
        if (c == '\\') {
            char escaped = at < line.length() ? line.charAt(at++) : 0;
            return switch (escaped) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case '0' -> '\0';
                case '\\', '\'', '"' -> escaped;
                default -> throw new LineException("unknown escape; known: \\n \\r \\t \\0 \\\\ \\' \\\"");
            };
        }
        if (c < ' ' || c > '~') {
            throw new LineException("only printable ASCII characters can be quoted");
        }
        return c;
    }
}
