package org.vmft.isa.toy.internal.assembler;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmft.isa.toy.internal.code.Registers;

/** Labels and constants. */
final class Symbols {
    private final Map<String, Long> values = new TreeMap<>();

    void define(String name, long value) throws LineException {
        if (name.startsWith(".")) {
            throw new LineException("name '" + name + "' begins with '.'");
        }
        if (Registers.number(name) >= 0) {
            throw new LineException("'" + name + "' is a register");
        }
        if (values.putIfAbsent(name, value) != null) {
            throw new LineException("'" + name + "' is defined twice");
        }
    }

    boolean defines(String name) {
        return values.containsKey(name);
    }

    Optional<Long> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    long value(String name) throws LineException {
        Long value = values.get(name);
        if (value == null) {
            throw new LineException(Registers.number(name) >= 0
                    ? "'" + name + "' is a register; expected a number or name"
                    : "'" + name + "' is not defined");
        }
        return value;
    }
}
