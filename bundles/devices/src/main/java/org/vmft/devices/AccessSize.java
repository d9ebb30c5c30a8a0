package org.vmft.devices;

/** What a register access of some size sees of a 32-bit register. */
final class AccessSize {
    private AccessSize() {}

    static long read(int register, int size) {
        long value = Integer.toUnsignedLong(register);
        return size >= Integer.BYTES ? value : value & (1L << size * Byte.SIZE) - 1;
    }

    static int written(long value, int size) {
        return (int) read((int) value, size);
    }
}
