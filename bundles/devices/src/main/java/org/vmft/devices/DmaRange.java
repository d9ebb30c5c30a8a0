package org.vmft.devices;

import org.vmft.api.machine.GuestMemory;

/** Guest RAM as a device on the bus sees it: from a base address, with every access checked. */
final class DmaRange {
    private final GuestMemory memory;
    private final long base;

    DmaRange(GuestMemory memory, long base) {
        this.memory = memory;
        this.base = base;
    }

    /** Whether the range, given by unsigned 32-bit numbers and not empty, lies within RAM. */
    boolean contains(int address, int length) {
        long offset = Integer.toUnsignedLong(address) - base;
        long bytes = Integer.toUnsignedLong(length);
        return bytes > 0 && offset >= 0 && offset + bytes <= memory.size();
    }

    byte[] read(int address, int length) {
        return memory.read(offset(address), length);
    }

    void write(int address, byte[] bytes) {
        memory.write(offset(address), bytes, 0, bytes.length);
    }

    private int offset(int address) {
        return (int) (Integer.toUnsignedLong(address) - base);
    }
}
