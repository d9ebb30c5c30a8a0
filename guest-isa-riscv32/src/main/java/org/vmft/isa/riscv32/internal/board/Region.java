package org.vmft.isa.riscv32.internal.board;

/** A range of bus addresses; accesses are of 1, 2 or 4 bytes, naturally aligned, and lie within it. */
interface Region {
    /** Whether accesses of this size are answered; others are access faults. */
    default boolean takes(int bytes) {
        return bytes == Integer.BYTES;
    }

    int load(int offset, int bytes, long step);

    void store(int offset, int bytes, int value, long step);
}
