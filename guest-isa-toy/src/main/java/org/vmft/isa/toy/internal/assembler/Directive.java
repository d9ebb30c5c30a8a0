package org.vmft.isa.toy.internal.assembler;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What begins with a dot: data, room and constants. */
final class Directive {
    private static final int ALIGNMENT_MAX = 65536;

    private Directive() {}

    static Statement parse(String name, List<Token> tokens) throws LineException {
        return switch (name) {
            case ".word" -> Data.parse(tokens, Integer.BYTES);
            case ".half" -> Data.parse(tokens, Short.BYTES);
            case ".byte" -> Data.parse(tokens, Byte.BYTES);
            case ".ascii" -> new Text(text(name, tokens));
            case ".asciz" -> new Text(text(name, tokens) + '\0');
            case ".space" -> new Room(argument(name, tokens));
            case ".align" -> new Alignment(argument(name, tokens));
            case ".equ" -> Constant.parse(tokens);
            default -> throw new LineException("unknown directive '" + name + "'");
        };
    }

    static Expression argument(String name, List<Token> tokens) throws LineException {
        List<List<Token>> operands = Operands.split(tokens);
        Operands.expect(name, operands, 1);
        return Expression.parse(operands.get(0));
    }

    private static String text(String name, List<Token> tokens) throws LineException {
        List<List<Token>> operands = Operands.split(tokens);
        Operands.expect(name, operands, 1);
        return Operands.single(operands.get(0), Token.Kind.STRING, "a string").text();
    }

    private record Data(List<Expression> values, int size) implements Statement {
        static Data parse(List<Token> tokens, int size) throws LineException {
            List<Expression> values = new ArrayList<>();
            for (List<Token> operand : Operands.split(tokens)) {
                values.add(Expression.parse(operand));
            }
            if (values.isEmpty()) {
                throw new LineException("expected at least one value");
            }
            return new Data(values, size);
        }

        @Override
        public int alignment() {
            return size;
        }

        @Override
        public int layOut(Symbols symbols, int address) {
            return values.size() * size;
        }

        @Override
        public void emit(Symbols symbols, int address, Code code) throws LineException {
            long max = (1L << size * Byte.SIZE) - 1;
            for (Expression expression : values) {
                long value = expression.value(symbols, address);
                if (value < -(max / 2) - 1 || value > max) {
                    throw new LineException("value " + value + " does not fit into " + size * Byte.SIZE + " bits");
                }
                code.put((int) value, size);
            }
        }
    }

    private record Text(String text) implements Statement {
        @Override
        public int layOut(Symbols symbols, int address) {
            return text.length();
        }

        @Override
        public void emit(Symbols symbols, int address, Code code) {
            for (byte character : text.getBytes(StandardCharsets.US_ASCII)) {
                code.put(character, Byte.BYTES);
            }
        }
    }

    private record Room(Expression length) implements Statement {
        @Override
        public int layOut(Symbols symbols, int address) throws LineException {
            return length.value(symbols, address, 0, Assembler.IMAGE_BYTES_MAX);
        }

        @Override
        public void emit(Symbols symbols, int address, Code code) {}
    }

    private record Alignment(Expression multiple) implements Statement {
        @Override
        public int layOut(Symbols symbols, int address) throws LineException {
            int unit = multiple.value(symbols, address, 1, ALIGNMENT_MAX);
            if (Integer.bitCount(unit) != 1) {
                throw new LineException("alignment " + unit + " is not a power of two");
            }
            return -address & unit - 1;
        }

        @Override
        public void emit(Symbols symbols, int address, Code code) {}
    }

    private record Constant(String name, Expression value) implements Statement {
        static Constant parse(List<Token> tokens) throws LineException {
            List<List<Token>> operands = Operands.split(tokens);
            Operands.expect(".equ", operands, 2);
            return new Constant(Operands.single(operands.get(0), Token.Kind.NAME, "a name").text(),
                    Expression.parse(operands.get(1)));
        }

        @Override
        public int layOut(Symbols symbols, int address) throws LineException {
            symbols.define(name, value.value(symbols, address));
            return 0;
        }

        @Override
        public void emit(Symbols symbols, int address, Code code) {}
    }
}
