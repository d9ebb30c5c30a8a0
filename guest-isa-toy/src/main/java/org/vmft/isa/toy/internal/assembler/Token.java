package org.vmft.isa.toy.internal.assembler;

/**
 * A word of the source.
 *
 * @param text as written; of a string, its characters with escapes resolved
 * @param value of a number or character
 */
record Token(Kind kind, String text, long value) {
    enum Kind { NAME, NUMBER, STRING, PUNCTUATION }

    boolean is(String punctuation) {
        return kind == Kind.PUNCTUATION && text.equals(punctuation);
    }

    @Override
    public String toString() {
        return kind == Kind.STRING ? "a string" : "'" + text + "'";
    }
}
