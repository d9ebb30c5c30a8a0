package org.vmft.network;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.FrameReceiver;
import org.vmft.api.network.NetworkPort;

/**
 * A port that attaches to its medium for as long as it is open: what is lost is attached again, after a while that
 * doubles. What arrives is taken out and handed on at all times, so that nothing stale waits for a backup that goes live.
 *
 * <p>Concurrency: one thread opens attachments and reads; while there is one, another writes to it; whoever transmits only
 * touches the queue. Whoever finds an attachment unusable closes it, and the reading thread does the rest.
 */
final class AttachedPort implements NetworkPort {
    private static final int BATCH_BYTES = 1 << 16;
    /** A write that takes so long, with the queue full, is to a host that is gone. */
    private static final long STALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long NOT_WRITING = 0;
    private static final Logger LOG = LoggerFactory.getLogger(AttachedPort.class);

    private final Medium medium;
    private final FrameReceiver receiver;
    private final Consumer<NetworkPort> onClose;
    private final TransmitQueue queue = new TransmitQueue();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<Attachment> current = new AtomicReference<>();
    private volatile long writingSince = NOT_WRITING;

    AttachedPort(Medium medium, FrameReceiver receiver, Consumer<NetworkPort> onClose) {
        this.medium = medium;
        this.receiver = receiver;
        this.onClose = onClose;
        start(this::run, medium.name());
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean transmit(byte[] frame) {
        if (!medium.carries(frame)) {
            queue.refuse(1);
            return false;
        }
        if (queue.add(frame)) {
            return true;
        }
        long since = writingSince;
        if (since != NOT_WRITING && System.nanoTime() - since > STALL_NANOS_MAX) {
            drop();
        }
        return false;
    }

    @Override
    public void bind(FenceTag tag) {
        if (medium.fences() && !queue.bind(tag)) {
            drop();
        }
    }

    @Override
    public boolean announce(long macAddress) {
        return transmit(Announcement.rarp(macAddress));
    }

    @Override
    public boolean inquire(long macAddress) {
        return transmit(Announcement.inquiry(macAddress));
    }

    @Override
    public long dropped() {
        return queue.dropped();
    }

    @Override
    public void close() {
        closed.countDown();
        drop();
        onClose.accept(this);
    }

    private void drop() {
        Attachment unusable = current.get();
        if (unusable != null) {
            unusable.close();
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void run() {
        BackOff backOff = new BackOff();
        try {
            long lasted;
            do {
                lasted = attachment();
            } while (!closed.await(backOff.afterLoss(lasted), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.warn("{}: the port was interrupted and ends", medium.name());
        }
    }

    /** @return how long it lasted, 0 if it did not come about */
    private long attachment() {
        long start = 0;
        try (Attachment attachment = medium.attachment()) {
            current.set(attachment);
            if (isOpen()) {
                attachment.open();
                start = System.nanoTime();
                int number = queue.connected();
                try {
                    start(() -> write(attachment, number), medium.name() + " output");
                    attachment.read(receiver);
                } finally {
                    queue.disconnected();
                }
            }
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException e) {
            LOG.error("{}: its receiver failed; it attaches again", medium.name(), e);
        }
        return start == 0 ? 0 : System.nanoTime() - start;
    }

    private void write(Attachment attachment, int number) {
        try {
            List<byte[]> frames = queue.take(number, BATCH_BYTES);
            while (!frames.isEmpty()) {
                writingSince = System.nanoTime();
                queue.refuse(attachment.write(frames));
                writingSince = NOT_WRITING;
                frames = queue.take(number, BATCH_BYTES);
            }
        } catch (IOException e) {
            failed(e);
        } catch (InterruptedException e) {
            LOG.warn("{}: its output was interrupted; it attaches again", medium.name());
        } finally {
            writingSince = NOT_WRITING;
            attachment.close();
        }
    }

    private void failed(IOException reason) {
        if (isOpen()) {
            medium.failed(reason);
        }
    }
}
