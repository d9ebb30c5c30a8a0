package org.vmft.devices;

import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** A bounded FIFO of bytes. */
final class ByteFifo {
    private final byte[] bytes;
    private int oldest;
    private int count;

    ByteFifo(int capacity) {
        bytes = new byte[capacity];
    }

    int count() {
        return count;
    }

    int room() {
        return bytes.length - count;
    }

    /** Takes the oldest byte, as an unsigned number; 0 when there is none. */
    int next() {
        if (count == 0) {
            return 0;
        }
        int value = bytes[oldest] & 0xff;
        oldest = (oldest + 1) % bytes.length;
        count--;
        return value;
    }

    /** Whether there was room for it; if not, it is lost. */
    boolean add(byte value) {
        if (room() == 0) {
            return false;
        }
        bytes[(oldest + count) % bytes.length] = value;
        count++;
        return true;
    }

    void clear() {
        oldest = 0;
        count = 0;
    }

    void save(StateSink sink) {
        byte[] waiting = new byte[count];
        for (int at = 0; at < count; at++) {
            waiting[at] = bytes[(oldest + at) % bytes.length];
        }
        sink.bytes(waiting);
    }

    void restore(StateSource source) {
        byte[] waiting = source.bytes(bytes.length);
        System.arraycopy(waiting, 0, bytes, 0, waiting.length);
        oldest = 0;
        count = waiting.length;
    }
}
