package org.vmft.devices.virtio;

import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * A buffer being served, with the request that is in flight for it.
 *
 * @param head of the buffer
 * @param write whether its data goes to the disk
 * @param flush whether a flush is to follow the data
 * @param begin where on the disk the data begins
 * @param bytes length of the data
 * @param done bytes of it that are transferred
 * @param abandoned whether the driver has taken back the buffer: nothing is told to it then
 */
record DiskTransfer(int head, boolean write, boolean flush, long begin, long bytes, long done, boolean abandoned,
        DiskRequest request) {
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int FLUSH = 2;
    private static final DiskRequest NONE = new DiskRequest.Flush(0);

    DiskTransfer(int head, boolean write, boolean flush, long begin, long bytes) {
        this(head, write, flush, begin, bytes, 0, false, NONE);
    }

    long offset() {
        return begin + done;
    }

    long left() {
        return bytes - done;
    }

    DiskTransfer waitingFor(DiskRequest next) {
        return new DiskTransfer(head, write, flush, begin, bytes, done, abandoned, next);
    }

    DiskTransfer abandon() {
        return new DiskTransfer(head, write, flush, begin, bytes, done, true, request);
    }

    int requestedBytes() {
        if (request instanceof DiskRequest.Read read) {
            return read.length();
        }
        return request instanceof DiskRequest.Write sent ? sent.bytes().length : 0;
    }

    /** What is left to do once the request has succeeded. */
    DiskTransfer afterRequest() {
        boolean flushed = request instanceof DiskRequest.Flush;
        return new DiskTransfer(head, write, flush && !flushed, begin, bytes, done + requestedBytes(), false, NONE);
    }

    /** Whether the buffer still has room for all of it: the driver could have changed its descriptors. */
    boolean fits(DescriptorChain chain, int headerBytes) {
        long readable = headerBytes + (write ? bytes : 0);
        long writable = 1 + (write ? 0 : bytes);
        return chain.readableBytes() >= readable && chain.writableBytes() >= writable;
    }

    void save(StateSink sink) {
        sink.i32(head);
        sink.flag(write);
        sink.flag(flush);
        sink.i64(begin);
        sink.i64(bytes);
        sink.i64(done);
        sink.flag(abandoned);
        sink.i64(request.id());
        if (request instanceof DiskRequest.Write sent) {
            sink.i32(WRITE);
            sink.bytes(sent.bytes());
        } else {
            sink.i32(request instanceof DiskRequest.Read ? READ : FLUSH);
            sink.i32(requestedBytes());
        }
    }

    static DiskTransfer restore(StateSource source, long diskBytes) {
        DiskTransfer saved = new DiskTransfer(source.i32(), source.flag(), source.flag(), source.i64(), source.i64(), source.i64(),
                source.flag(), NONE);
        long id = source.i64();
        int kind = source.i32();
        byte[] content = kind == WRITE ? source.bytes(DiskRequest.BYTES_MAX) : new byte[0];
        int length = kind == WRITE ? content.length : source.i32();
        DiskTransfer transfer = saved.waitingFor(switch (kind) {
            case READ -> new DiskRequest.Read(id, saved.offset(), length);
            case WRITE -> new DiskRequest.Write(id, saved.offset(), content);
            default -> new DiskRequest.Flush(id);
        });
        boolean ordered = saved.head >= 0 && saved.begin >= 0 && saved.bytes >= 0 && saved.done >= 0 && saved.done <= saved.bytes
                && saved.begin <= diskBytes && saved.bytes <= diskBytes - saved.begin;
        boolean known = kind == FLUSH ? length == 0 && saved.left() == 0 && saved.flush : (kind == READ || kind == WRITE) && (kind == WRITE) == saved.write && length > 0;
        if (!ordered || !known || length > Math.min(saved.left(), DiskRequest.BYTES_MAX)
                || (saved.begin | saved.bytes | saved.done | length) % DiskRequest.SECTOR_BYTES != 0) {
            throw new StateException("virtio-blk request: expected=within a disk of %d bytes actual=kind %d, %d bytes, %d of %d from %d"
                    .formatted(diskBytes, kind, length, saved.done, saved.bytes, saved.begin));
        }
        return transfer;
    }
}
