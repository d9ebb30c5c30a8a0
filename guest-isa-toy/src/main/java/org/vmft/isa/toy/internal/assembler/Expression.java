package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;

/** A sum of numbers and symbols. */
record Expression(List<Term> terms) {
    /** {@code symbol} is empty for a plain number. */
    private record Term(boolean negative, String symbol, long number) {}

    static Expression parse(List<Token> tokens) throws LineException {
        List<Term> terms = new ArrayList<>();
        int at = 0;
        while (at < tokens.size()) {
            boolean negative = false;
            boolean signed = false;
            while (at < tokens.size() && (tokens.get(at).is("-") || tokens.get(at).is("+"))) {
                negative ^= tokens.get(at).is("-");
                signed = true;
                at++;
            }
            if (at == tokens.size()) {
                throw new LineException("expected a number or name after " + tokens.get(at - 1));
            }
            Token token = tokens.get(at);
            boolean name = token.kind() == Token.Kind.NAME;
            if (!name && token.kind() != Token.Kind.NUMBER || !terms.isEmpty() && !signed) {
                throw new LineException("unexpected " + token);
            }
            terms.add(new Term(negative, name ? token.text() : "", token.value()));
            at++;
        }
        if (terms.isEmpty()) {
            throw new LineException("expected a number or name");
        }
        return new Expression(List.copyOf(terms));
    }

    /** @param address what '.' stands for */
    long value(Symbols symbols, long address) throws LineException {
        long sum = 0;
        for (Term term : terms) {
            long value = term.symbol.isEmpty() ? term.number
                    : term.symbol.equals(".") ? address : symbols.value(term.symbol);
            sum += term.negative ? -value : value;
        }
        return sum;
    }

    /** The value, which must lie between the bounds. */
    int value(Symbols symbols, long address, long min, long max) throws LineException {
        long value = value(symbols, address);
        if (value < min || value > max) {
            throw new LineException("value " + value + " is not between " + min + " and " + max);
        }
        return (int) value;
    }

    /** Whether nothing in it is still to be defined. */
    boolean isKnown(Symbols symbols) {
        return terms.stream().allMatch(term -> term.symbol.isEmpty() || term.symbol.equals(".")
                || symbols.defines(term.symbol));
    }
}
