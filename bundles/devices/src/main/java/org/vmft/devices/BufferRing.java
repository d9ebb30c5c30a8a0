package org.vmft.devices;

import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** A bounded FIFO of guest buffers, each an address and a length. */
final class BufferRing {
    private final int[] addresses;
    private final int[] lengths;
    private int oldest;
    private int count;

    BufferRing(int capacity) {
        addresses = new int[capacity];
        lengths = new int[capacity];
    }

    int count() {
        return count;
    }

    /** Address of the oldest buffer, 0 when there is none. */
    int address() {
        return count == 0 ? 0 : addresses[oldest];
    }

    /** Length of the oldest buffer, 0 when there is none. */
    int length() {
        return count == 0 ? 0 : lengths[oldest];
    }

    /** The caller has seen to it that there is room. */
    void add(int address, int length) {
        int slot = (oldest + count) % addresses.length;
        addresses[slot] = address;
        lengths[slot] = length;
        count++;
    }

    void remove() {
        if (count > 0) {
            oldest = (oldest + 1) % addresses.length;
            count--;
        }
    }

    /** Whether the buffer, given by unsigned numbers, is not empty and lies within RAM. */
    static boolean within(DmaRange ram, int address, int length) {
        return ram.contains(Integer.toUnsignedLong(address), Integer.toUnsignedLong(length));
    }

    void save(StateSink sink) {
        sink.i32(count);
        for (int at = 0; at < count; at++) {
            int slot = (oldest + at) % addresses.length;
            sink.i32(addresses[slot]);
            sink.i32(lengths[slot]);
        }
    }

    void restore(StateSource source, DmaRange range) {
        oldest = 0;
        count = 0;
        int saved = source.i32();
        if (saved < 0 || saved > addresses.length) {
            throw new StateException("buffers: expected=0.." + addresses.length + " actual=" + saved);
        }
        for (int at = 0; at < saved; at++) {
            int address = source.i32();
            int length = source.i32();
            if (!within(range, address, length)) {
                throw new StateException("buffer: expected=within RAM actual=address 0x%08x, length %s"
                        .formatted(address, Integer.toUnsignedString(length)));
            }
            add(address, length);
        }
    }
}
