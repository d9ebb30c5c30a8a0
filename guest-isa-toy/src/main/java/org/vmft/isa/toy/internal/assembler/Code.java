package org.vmft.isa.toy.internal.assembler;

import java.util.Arrays;
import java.util.BitSet;

/** The bytes being assembled, and which words of them are instructions. */
final class Code {
    private final byte[] bytes;
    private final BitSet instructions = new BitSet();
    private int at;

    Code(int length) {
        bytes = new byte[length];
    }

    void moveTo(int offset) {
        at = offset;
    }

    void put(int value, int size) {
        for (int i = 0; i < size; i++) {
            bytes[at++] = (byte) (value >>> i * Byte.SIZE);
        }
    }

    void putInstruction(int word) {
        instructions.set(at);
        put(word, Integer.BYTES);
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /** Offsets of instructions. */
    BitSet instructions() {
        return instructions;
    }
}
