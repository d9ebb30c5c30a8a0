package org.vmft.isa.toy.internal.code;

/** A field of an instruction word: where it lies and what its numbers mean. */
public enum Operand {
    FIRST(Kind.REGISTER, 20, 4, false),
    SECOND(Kind.REGISTER, 16, 4, false),
    THIRD(Kind.REGISTER, 12, 4, false),
    /** SECOND, written in parentheses after a displacement. */
    BASE(Kind.REGISTER, 16, 4, false),
    SIGNED(Kind.NUMBER, 0, 16, true),
    UNSIGNED(Kind.NUMBER, 0, 16, false),
    SHIFT(Kind.NUMBER, 0, 5, false),
    /** Distance in words from the branch itself; written as the target's address. */
    BRANCH(Kind.TARGET, 0, 16, true),
    JUMP(Kind.TARGET, 0, 20, true),
    CONTROL(Kind.CONTROL, 0, 4, false),
    WRITABLE_CONTROL(Kind.CONTROL, 0, 4, false);

    /** How an operand is written. */
    public enum Kind { REGISTER, NUMBER, TARGET, CONTROL }

    private final Kind kind;
    private final int shift;
    private final int bits;
    private final boolean signed;

    Operand(Kind kind, int shift, int bits, boolean signed) {
        this.kind = kind;
        this.shift = shift;
        this.bits = bits;
        this.signed = signed;
    }

    public Kind kind() {
        return kind;
    }

    int mask() {
        return (1 << bits) - 1 << shift;
    }

    public int min() {
        return signed ? -(1 << bits - 1) : 0;
    }

    public int max() {
        return signed ? (1 << bits - 1) - 1 : (1 << bits) - 1;
    }

    /** The field's bits for a value between {@link #min} and {@link #max}. */
    public int encode(int value) {
        return value << shift & mask();
    }

    public int decode(int word) {
        int left = word << Integer.SIZE - bits - shift;
        return signed ? left >> Integer.SIZE - bits : left >>> Integer.SIZE - bits;
    }

    boolean legal(int word) {
        return switch (this) {
            case CONTROL -> decode(word) < Control.COUNT;
            case WRITABLE_CONTROL -> decode(word) < Control.COUNT && Control.of(decode(word)).writable();
            default -> true;
        };
    }
}
