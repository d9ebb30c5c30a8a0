package org.vmft.isa.riscv32.internal.hart;

/** Everything addressable that is not RAM. */
public interface Bus {
    int NOTHING = -1;

    /** The region that takes an access of 1, 2 or 4 bytes to this address, or {@link #NOTHING}. */
    int find(int address, int bytes);

    int load(int region, int address, int bytes, long step);

    /** @param value of which only the low {@code bytes} count */
    void store(int region, int address, int bytes, int value, long step);
}
