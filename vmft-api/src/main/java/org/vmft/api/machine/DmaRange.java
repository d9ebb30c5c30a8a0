package org.vmft.api.machine;

/**
 * Guest RAM as a device on the bus sees it: by bus address. Reads and writes take a range for which {@link #contains}
 * holds; others throw {@link IndexOutOfBoundsException}.
 */
public final class DmaRange {
    private final GuestMemory memory;
    private final long base;

    /** @param base bus address of the first byte of memory */
    public DmaRange(GuestMemory memory, long base) {
        this.memory = memory;
        this.base = base;
    }

    /** Whether the range is not empty and lies within RAM; the address is an unsigned number, the length a signed one. */
    public boolean contains(long address, long length) {
        long offset = address - base;
        return length > 0 && offset >= 0 && offset < memory.size() && length <= memory.size() - offset;
    }

    public short load16(long address) {
        return memory.load16(offset(address, Short.BYTES));
    }

    public int load32(long address) {
        return memory.load32(offset(address, Integer.BYTES));
    }

    public void store16(long address, short value) {
        memory.store16(offset(address, Short.BYTES), value);
    }

    public void store32(long address, int value) {
        memory.store32(offset(address, Integer.BYTES), value);
    }

    /** Copies guest bytes out. */
    public byte[] read(long address, int length) {
        return memory.read(offset(address, length), length);
    }

    /** Copies host bytes in; pages are marked and decoded code is dropped like for any store. */
    public void write(long address, byte[] source, int from, int length) {
        memory.write(offset(address, length), source, from, length);
    }

    private int offset(long address, int length) {
        if (!contains(address, length)) {
            throw new IndexOutOfBoundsException("%d bytes at 0x%x: expected within %d bytes at 0x%x"
                    .formatted(length, address, memory.size(), base));
        }
        return (int) (address - base);
    }
}
