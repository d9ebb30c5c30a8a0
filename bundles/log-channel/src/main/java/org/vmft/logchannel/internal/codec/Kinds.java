package org.vmft.logchannel.internal.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The types of a family, found by class when writing and by number when reading. */
final class Kinds<B> {
    private static final int NUMBERS = 256;

    private final String what;
    private final Map<Class<?>, Kind<? extends B>> byClass = new HashMap<>();
    private final Kind<?>[] byNumber = new Kind<?>[NUMBERS];

    Kinds(String what, List<Kind<? extends B>> kinds) {
        this.what = what;
        for (Kind<? extends B> kind : kinds) {
            if (byNumber[kind.number()] != null || byClass.put(kind.type(), kind) != null) {
                throw new IllegalArgumentException(what + ": " + kind.number() + " given twice");
            }
            byNumber[kind.number()] = kind;
        }
    }

    Set<Class<?>> types() {
        return byClass.keySet();
    }

    int number(B value) {
        return kind(value).number();
    }

    void writePayload(ByteWriter out, B value) {
        write(out, kind(value), value);
    }

    B readPayload(int number, ByteReader in) throws FormatException {
        Kind<?> kind = byNumber[number];
        if (kind == null) {
            throw new FormatException(what, "a known number", "0x%02x".formatted(number));
        }
        @SuppressWarnings("unchecked")
        B value = (B) kind.read().read(in);
        return value;
    }

    private Kind<? extends B> kind(B value) {
        Kind<? extends B> kind = byClass.get(value.getClass());
        if (kind == null) {
            throw new IllegalArgumentException(what + ": no number for " + value.getClass().getName());
        }
        return kind;
    }

    private static <T> void write(ByteWriter out, Kind<T> kind, Object value) {
        kind.write().write(out, kind.type().cast(value));
    }
}
