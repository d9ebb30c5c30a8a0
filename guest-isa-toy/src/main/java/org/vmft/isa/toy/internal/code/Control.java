package org.vmft.isa.toy.internal.code;

import java.util.Locale;
import java.util.Optional;

/** Control registers, in the order of their numbers. */
public enum Control {
    STATUS(true),
    VECTOR(true),
    EPC(true),
    CAUSE(true),
    VALUE(true),
    MASK(true),
    PENDING(false),
    SCRATCH(true),
    TIME_LOW(false),
    TIME_HIGH(false),
    COMPARE_LOW(true),
    COMPARE_HIGH(true),
    RAM_BYTES(false);

    static final int COUNT = 13;
    private static final Control[] ALL = values();

    private final boolean writable;

    Control(boolean writable) {
        this.writable = writable;
    }

    public boolean writable() {
        return writable;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Control of(int number) {
        return ALL[number];
    }

    public static Optional<Control> named(String text) {
        for (Control control : ALL) {
            if (control.text().equals(text)) {
                return Optional.of(control);
            }
        }
        return Optional.empty();
    }
}
