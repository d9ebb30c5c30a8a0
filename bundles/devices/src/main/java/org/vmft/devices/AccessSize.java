package org.vmft.devices;

/** What a register access of some size sees of a 32-bit register. */
public final class AccessSize {
    private AccessSize() {}

    public static long read(int register, int size) {
        long value = Integer.toUnsignedLong(register);
        return size >= Integer.BYTES ? value : value & (1L << size * Byte.SIZE) - 1;
    }

    public static int written(long value, int size) {
        return (int) read((int) value, size);
    }
}
