package org.vmft.devices.virtio;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.machine.DmaRange;

/** One buffer of a split virtqueue: what the device may read, then what it may write (VIRTIO 1.2, section 2.7.4.2). */
final class DescriptorChain {
    /** Longer than any transfer: buffers of a chain may overlap, and their lengths are added without care for that. */
    private static final long BYTES_MAX = 0xffff_ffffL;

    private record Segment(long address, int length) {}

    private final DmaRange ram;
    private final int head;
    private final List<Segment> readable = new ArrayList<>();
    private final List<Segment> writable = new ArrayList<>();
    private long readableBytes;
    private long writableBytes;

    DescriptorChain(DmaRange ram, int head) {
        this.ram = ram;
        this.head = head;
    }

    void add(long address, long length, boolean writes) throws BrokenQueueException {
        if (!ram.contains(address, length)) {
            throw new BrokenQueueException("descriptor: expected within RAM, actual " + length + " bytes at 0x"
                    + Long.toHexString(address));
        }
        if (!writes && !writable.isEmpty()) {
            throw new BrokenQueueException("descriptor: expected readable before writable ones");
        }
        if (readableBytes + writableBytes + length > BYTES_MAX) {
            throw new BrokenQueueException("descriptor chain: expected at most " + BYTES_MAX + " bytes");
        }
        (writes ? writable : readable).add(new Segment(address, (int) length));
        if (writes) {
            writableBytes += length;
        } else {
            readableBytes += length;
        }
    }

    /** Index of its first descriptor, by which the driver knows it. */
    int head() {
        return head;
    }

    long readableBytes() {
        return readableBytes;
    }

    long writableBytes() {
        return writableBytes;
    }

    /** Copies out {@code length} of the bytes that the device may read, from {@code from} on; there are as many. */
    byte[] read(long from, int length) {
        byte[] bytes = new byte[length];
        long skip = from;
        int done = 0;
        for (Segment segment : readable) {
            int count = (int) Math.min(segment.length - Math.min(skip, segment.length), length - done);
            if (count > 0) {
                System.arraycopy(ram.read(segment.address + skip, count), 0, bytes, done, count);
                done += count;
            }
            skip = Math.max(0, skip - segment.length);
        }
        return bytes;
    }

    /** Copies in, from byte {@code at} of those that the device may write on; there is room. */
    void write(long at, byte[] bytes) {
        long skip = at;
        int done = 0;
        for (Segment segment : writable) {
            int count = (int) Math.min(segment.length - Math.min(skip, segment.length), bytes.length - done);
            if (count > 0) {
                ram.write(segment.address + skip, bytes, done, count);
                done += count;
            }
            skip = Math.max(0, skip - segment.length);
        }
    }
}
