package org.vmft.isa.toy.internal.assembler;

/** What stands in a line, its operands parsed. */
interface Statement {
    /** Bytes that it will occupy at this address; asked once, in the order of the source. May define constants. */
    int layOut(Symbols symbols, int address) throws LineException;

    /** Puts exactly as many bytes as it was laid out with. All symbols are defined. */
    void emit(Symbols symbols, int address, Code code) throws LineException;

    /** Multiple of which its address must be. */
    default int alignment() {
        return 1;
    }
}
