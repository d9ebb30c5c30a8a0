package org.vmft.devices.virtio;

import java.util.Optional;
import java.util.function.ToIntFunction;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * A split virtqueue (VIRTIO 1.2, section 2.7), without indirect descriptors and event indices. Everything that the
 * driver can write is checked whenever it is read.
 */
final class Virtqueue {
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int DESCRIPTOR_LENGTH = 8;
    private static final int DESCRIPTOR_FLAGS = 12;
    private static final int DESCRIPTOR_NEXT = 14;
    private static final int FLAG_NEXT = 1;
    private static final int FLAG_WRITE = 1 << 1;
    private static final int FLAGS_KNOWN = FLAG_NEXT | FLAG_WRITE;
    private static final int RING_INDEX = 2;
    private static final int RING_ENTRIES = 4;
    private static final int AVAILABLE_BYTES = 2;
    private static final int USED_BYTES = 8;
    private static final int NO_INTERRUPT = 1;
    private static final int INDEX_MASK = 0xffff;

    private final DmaRange ram;
    private final int sizeMax;
    private int size;
    private boolean ready;
    private long descriptors;
    private long driverArea;
    private long deviceArea;
    /** Free-running indices as in the rings: of the next buffer to take, and of the next to return. */
    private int nextAvailable;
    private int nextUsed;
    /** Whether a buffer was returned since the driver was last considered for an interrupt. */
    private boolean returned;

    /** @param sizeMax largest number of buffers, a power of two */
    Virtqueue(DmaRange ram, int sizeMax) {
        this.ram = ram;
        this.sizeMax = sizeMax;
    }

    // ---- what the transport's registers hold

    int sizeMax() {
        return sizeMax;
    }

    boolean ready() {
        return ready;
    }

    /** Size and addresses stay as they are while the queue is in use. */
    void size(int written) {
        size = ready ? size : written;
    }

    void descriptors(boolean high, int written) {
        descriptors = ready ? descriptors : half(descriptors, high, written);
    }

    void driverArea(boolean high, int written) {
        driverArea = ready ? driverArea : half(driverArea, high, written);
    }

    void deviceArea(boolean high, int written) {
        deviceArea = ready ? deviceArea : half(deviceArea, high, written);
    }

    private static long half(long old, boolean high, int written) {
        return high
                ? (long) written << Integer.SIZE | Integer.toUnsignedLong((int) old)
                : old >>> Integer.SIZE << Integer.SIZE | Integer.toUnsignedLong(written);
    }

    void enable() throws BrokenQueueException {
        if (!wellFormed()) {
            throw new BrokenQueueException("virtqueue: expected a power of two up to " + sizeMax + " and areas within RAM, actual size "
                    + size);
        }
        ready = true;
    }

    private boolean wellFormed() {
        return Integer.bitCount(size) == 1 && size > 0 && size <= sizeMax
                && ram.contains(descriptors, (long) DESCRIPTOR_BYTES * size)
                && ram.contains(driverArea, RING_ENTRIES + (long) AVAILABLE_BYTES * size)
                && ram.contains(deviceArea, RING_ENTRIES + (long) USED_BYTES * size);
    }

    void disable() {
        ready = false;
        nextAvailable = 0;
        nextUsed = 0;
        returned = false;
    }

    void reset() {
        disable();
        size = 0;
        descriptors = 0;
        driverArea = 0;
        deviceArea = 0;
    }

    // ---- what the device does with it

    /** Buffers that the driver has made available and the device has not taken, at most the queue's size. */
    int waiting() throws BrokenQueueException {
        if (!ready) {
            return 0;
        }
        int ahead = ram.load16(driverArea + RING_INDEX) - nextAvailable & INDEX_MASK;
        if (ahead > size) {
            throw new BrokenQueueException("available index: expected at most " + size + " ahead, actual " + ahead);
        }
        return ahead;
    }

    /** The next buffer that waits; it goes on waiting until it is taken. */
    Optional<DescriptorChain> first() throws BrokenQueueException {
        if (waiting() == 0) {
            return Optional.empty();
        }
        int slot = nextAvailable & size - 1;
        return Optional.of(chain(Short.toUnsignedInt(ram.load16(driverArea + RING_ENTRIES + (long) slot * AVAILABLE_BYTES))));
    }

    /** The buffer that begins with this descriptor, as it is described now. */
    DescriptorChain chain(int head) throws BrokenQueueException {
        if (!ready) {
            throw new BrokenQueueException("virtqueue: expected one that is ready");
        }
        DescriptorChain chain = new DescriptorChain(ram, head);
        int index = head;
        for (int count = 0; count < size; count++) {
            if (index >= size) {
                throw new BrokenQueueException("descriptor: expected one of " + size + ", actual " + index);
            }
            long at = descriptors + (long) index * DESCRIPTOR_BYTES;
            int flags = Short.toUnsignedInt(ram.load16(at + DESCRIPTOR_FLAGS));
            if ((flags & ~FLAGS_KNOWN) != 0) {
                throw new BrokenQueueException("descriptor flags: expected bits of " + FLAGS_KNOWN + ", actual " + flags);
            }
            long address = Integer.toUnsignedLong(ram.load32(at)) | (long) ram.load32(at + Integer.BYTES) << Integer.SIZE;
            chain.add(address, Integer.toUnsignedLong(ram.load32(at + DESCRIPTOR_LENGTH)), (flags & FLAG_WRITE) != 0);
            if ((flags & FLAG_NEXT) == 0) {
                return chain;
            }
            index = Short.toUnsignedInt(ram.load16(at + DESCRIPTOR_NEXT));
        }
        throw new BrokenQueueException("descriptor chain: expected at most " + size + " descriptors");
    }

    /** Takes the {@link #first} buffer: from now on it is the device's, until it returns it. */
    void take() {
        nextAvailable = nextAvailable + 1 & INDEX_MASK;
    }

    /** Returns a buffer that was taken, with as many bytes written to it. */
    void giveBack(int head, int written) {
        if (!ready) {
            return;
        }
        long entry = deviceArea + RING_ENTRIES + (long) (nextUsed & size - 1) * USED_BYTES;
        ram.store32(entry, head);
        ram.store32(entry + Integer.BYTES, written);
        nextUsed = nextUsed + 1 & INDEX_MASK;
        ram.store16(deviceArea + RING_INDEX, (short) nextUsed);
        returned = true;
    }

    /**
     * Takes and returns the buffers that wait now, one after the other.
     *
     * @param answer returns how many bytes it wrote to a buffer
     */
    void answerEach(ToIntFunction<DescriptorChain> answer) throws BrokenQueueException {
        for (int left = waiting(); left > 0; left--) {
            Optional<DescriptorChain> chain = first();
            if (chain.isEmpty()) {
                return;
            }
            int written = answer.applyAsInt(chain.get());
            take();
            giveBack(chain.get().head(), written);
        }
    }

    /** Whether buffers were returned since the last call and the driver wants to hear of it. */
    boolean takeInterrupt() {
        boolean due = returned && (ram.load16(driverArea) & NO_INTERRUPT) == 0;
        returned = false;
        return due;
    }

    void save(StateSink sink) {
        sink.i32(size);
        sink.flag(ready);
        sink.i64(descriptors);
        sink.i64(driverArea);
        sink.i64(deviceArea);
        sink.i32(nextAvailable);
        sink.i32(nextUsed);
    }

    void restore(StateSource source) {
        size = source.i32();
        ready = source.flag();
        descriptors = source.i64();
        driverArea = source.i64();
        deviceArea = source.i64();
        nextAvailable = source.i32();
        nextUsed = source.i32();
        boolean indexed = (nextAvailable & ~INDEX_MASK | nextUsed & ~INDEX_MASK) == 0;
        if (ready && !wellFormed() || !indexed) {
            throw new StateException("virtqueue: expected=within RAM, indices of 16 bits actual=size " + size + ", indices "
                    + nextAvailable + " and " + nextUsed);
        }
    }
}
