package org.vmft.isa.toy.internal.assembler;

/** What is wrong with one line; the assembler adds where it is. */
final class LineException extends Exception {
    private static final long serialVersionUID = 1L;

    LineException(String message) {
        super(message);
    }
}
