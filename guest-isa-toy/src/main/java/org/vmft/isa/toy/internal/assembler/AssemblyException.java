package org.vmft.isa.toy.internal.assembler;

import java.util.List;

/** A source that does not assemble: every error found, each as {@code file:line: message}. */
public final class AssemblyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> errors;

    AssemblyException(List<String> errors) {
        super(String.join(System.lineSeparator(), errors));
        this.errors = List.copyOf(errors);
    }

    public List<String> errors() {
        return errors;
    }
}
