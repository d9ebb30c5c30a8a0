package org.vmft.devices.virtio;

import java.util.List;
import java.util.Optional;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.log.LogEntry.DiskStatus;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * A disk (VIRTIO 1.2, section 5.2). One buffer is served at a time, in pieces that a log entry can hold: a piece leaves as a
 * request to the host, and the next one, or the next buffer, is begun when its completion is delivered. So requests keep their
 * order, what is read reaches guest memory in {@link #deliver} only, and one request at most is in flight.
 */
final class VirtioBlk implements VirtioFunction {
    static final String NAME = "virtio-blk";
    /** Without it a driver takes a write to be safe once it is done (section 5.2.5). */
    static final long FEATURE_FLUSH = 1L << 9;
    static final int REQUESTS = 0;
    static final int SIZE_MAX = 64;
    static final int HEADER_BYTES = 16;
    static final int IN = 0;
    static final int OUT = 1;
    static final int FLUSH = 4;
    static final byte OK = 0;
    static final byte IO_ERROR = 1;
    static final byte UNSUPPORTED = 2;

    private static final Kind KIND = new Kind(NAME, 2, FEATURE_FLUSH, List.of(SIZE_MAX));
    private static final int SECTOR_AT = 8;
    private static final int CAPACITY_BYTES = 8;

    private final long diskBytes;
    private final MachineHost host;
    /** Number of the last request to the host. */
    private long requests;
    private Optional<DiskTransfer> transfer = Optional.empty();

    VirtioBlk(long diskBytes, MachineHost host) {
        this.diskBytes = diskBytes;
        this.host = host;
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    /** The capacity in sectors; whatever else there might be is for features that are not offered. */
    @Override
    public byte[] configuration() {
        byte[] capacity = new byte[CAPACITY_BYTES];
        for (int at = 0; at < capacity.length; at++) {
            capacity[at] = (byte) (diskBytes / DiskRequest.SECTOR_BYTES >>> Byte.SIZE * at);
        }
        return capacity;
    }

    @Override
    public void notified(int queue, DriverSide driver, long step) throws BrokenQueueException {
        serve(driver, step);
    }

    /** Begins the next buffer that needs the host; those before it are answered at once. */
    private void serve(DriverSide driver, long step) throws BrokenQueueException {
        Virtqueue queue = driver.queue(REQUESTS);
        for (int left = queue.waiting(); left > 0 && transfer.isEmpty(); left--) {
            DescriptorChain chain = queue.first().orElseThrow(() -> new BrokenQueueException("available index: moved back"));
            if (chain.readableBytes() < HEADER_BYTES || chain.writableBytes() < 1) {
                throw new BrokenQueueException("request: expected a header and a status, actual " + chain.readableBytes()
                        + " readable and " + chain.writableBytes() + " writable bytes");
            }
            queue.take();
            begin(driver, chain, step);
        }
    }

    private void begin(DriverSide driver, DescriptorChain chain, long step) {
        int type = word(chain, 0);
        long sector = Integer.toUnsignedLong(word(chain, SECTOR_AT)) | (long) word(chain, SECTOR_AT + Integer.BYTES) << Integer.SIZE;
        long bytes = switch (type) {
            case IN -> chain.writableBytes() - 1;
            case OUT -> chain.readableBytes() - HEADER_BYTES;
            default -> 0;
        };
        if (type != IN && type != OUT && type != FLUSH) {
            complete(driver, chain, UNSUPPORTED, 0);
        } else if (bytes % DiskRequest.SECTOR_BYTES != 0 || type != FLUSH && !onDisk(sector, bytes)) {
            complete(driver, chain, IO_ERROR, 0);
        } else if (type != FLUSH && bytes == 0) {
            complete(driver, chain, OK, 0);
        } else {
            boolean flush = type == FLUSH || type == OUT && !driver.accepted(FEATURE_FLUSH);
            long offset = type == FLUSH ? 0 : sector * DiskRequest.SECTOR_BYTES;
            next(new DiskTransfer(chain.head(), type == OUT, flush, offset, bytes), driver, chain, step);
        }
    }

    private boolean onDisk(long sector, long bytes) {
        long sectors = diskBytes / DiskRequest.SECTOR_BYTES;
        return Long.compareUnsigned(sector, sectors) <= 0 && bytes / DiskRequest.SECTOR_BYTES <= sectors - sector;
    }

    private static int word(DescriptorChain chain, int at) {
        byte[] bytes = chain.read(at, Integer.BYTES);
        return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
    }

    /** Makes the next request of a transfer, or completes it when there is none. */
    private void next(DiskTransfer now, DriverSide driver, DescriptorChain chain, long step) {
        int length = (int) Math.min(DiskRequest.BYTES_MAX, now.left());
        if (length == 0 && !now.flush()) {
            transfer = Optional.empty();
            complete(driver, chain, OK, now.write() ? 0 : now.done());
            return;
        }
        long id = ++requests;
        DiskRequest request = length == 0 ? new DiskRequest.Flush(id)
                : now.write() ? new DiskRequest.Write(id, now.offset(), chain.read(HEADER_BYTES + now.done(), length))
                : new DiskRequest.Read(id, now.offset(), length);
        transfer = Optional.of(now.waitingFor(request));
        host.disk(request, step);
    }

    private void complete(DriverSide driver, DescriptorChain chain, byte status, long read) {
        chain.write(chain.writableBytes() - 1, new byte[] {status});
        driver.queue(REQUESTS).giveBack(chain.head(), (int) read + 1);
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return input instanceof DiskCompletion;
    }

    @Override
    public boolean ready(LogEntry.Input input, DriverSide driver) {
        return true;
    }

    /** A completion that nothing waits for is that of a request made again. */
    @Override
    public void deliver(LogEntry.Input input, DriverSide driver, long step) throws BrokenQueueException {
        DiskCompletion completion = (DiskCompletion) input;
        if (transfer.isEmpty() || transfer.get().request().id() != completion.request()) {
            return;
        }
        DiskTransfer done = transfer.get();
        transfer = Optional.empty();
        if (!driver.live()) {
            return;
        }
        if (!done.abandoned()) {
            finish(done, completion, driver, step);
        }
        if (transfer.isEmpty()) {
            serve(driver, step);
        }
    }

    private void finish(DiskTransfer done, DiskCompletion completion, DriverSide driver, long step) throws BrokenQueueException {
        DescriptorChain chain = driver.queue(REQUESTS).chain(done.head());
        if (!done.fits(chain, HEADER_BYTES)) {
            throw new BrokenQueueException("descriptor chain: expected as when it was taken, actual less");
        }
        boolean read = done.request() instanceof DiskRequest.Read;
        if (completion.status() == DiskStatus.FAILED || completion.bytes().length != (read ? done.requestedBytes() : 0)) {
            complete(driver, chain, IO_ERROR, 0);
            return;
        }
        if (read) {
            chain.write(done.done(), completion.bytes());
        }
        next(done.afterRequest(), driver, chain, step);
    }

    @Override
    public void queuesTaken() {
        transfer = transfer.map(DiskTransfer::abandon);
    }

    @Override
    public void goLive(long step) {
        transfer.ifPresent(waiting -> host.disk(waiting.request(), step));
    }

    @Override
    public void save(StateSink sink) {
        sink.i64(requests);
        sink.flag(transfer.isPresent());
        transfer.ifPresent(waiting -> waiting.save(sink));
    }

    @Override
    public void restore(StateSource source) {
        requests = source.i64();
        transfer = source.flag() ? Optional.of(DiskTransfer.restore(source, diskBytes)) : Optional.empty();
        if (requests < 0 || transfer.isPresent() && transfer.get().request().id() != requests) {
            throw new StateException("virtio-blk requests: expected=the last one in flight actual=" + requests);
        }
    }
}
