package org.vmft.simulation.explore;

/** Small unsigned values one behind the other in an array of longs. */
final class PackedBits {
    private final long[] words;
    private int cursor;

    PackedBits(long[] words) {
        this.words = words;
    }

    void put(int value, int width) {
        if (value >>> width != 0) {
            throw new IllegalStateException("value: expected " + width + " bits, actual " + value);
        }
        int word = cursor >>> 6;
        int bit = cursor & 63;
        words[word] |= (long) value << bit;
        if (bit + width > 64) {
            words[word + 1] |= (long) value >>> 64 - bit;
        }
        cursor += width;
    }

    void put(boolean value) {
        put(value ? 1 : 0, 1);
    }

    int get(int width) {
        int word = cursor >>> 6;
        int bit = cursor & 63;
        long value = words[word] >>> bit;
        if (bit + width > 64) {
            value |= words[word + 1] << 64 - bit;
        }
        cursor += width;
        return (int) (value & (1L << width) - 1);
    }

    boolean flag() {
        return get(1) != 0;
    }
}
