package org.vmft.network;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
 * <p>Concurrency: one thread opens attachments and reads; whoever transmits writes, too. Whoever finds an attachment unusable
 * closes it, and the reading thread does the rest.
 */
final class AttachedPort implements NetworkPort {
    private static final Logger LOG = LoggerFactory.getLogger(AttachedPort.class);

    private final Medium medium;
    private final FrameReceiver receiver;
    private final Consumer<NetworkPort> onClose;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong dropped = new AtomicLong();
    /** The last one, of which nobody but the reading thread knows whether it is open. */
    private volatile Optional<Attachment> last = Optional.empty();
    /** The one that takes frames. */
    private volatile Optional<Attachment> ready = Optional.empty();
    private Optional<FenceTag> binding = Optional.empty();

    AttachedPort(Medium medium, FrameReceiver receiver, Consumer<NetworkPort> onClose) {
        this.medium = medium;
        this.receiver = receiver;
        this.onClose = onClose;
        Thread thread = new Thread(this::run, medium.name());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean transmit(byte[] frame) {
        Optional<Attachment> to = ready;
        boolean taken = medium.carries(frame) && to.isPresent() && to.get().transmit(frame);
        if (!taken) {
            dropped.incrementAndGet();
        }
        return taken;
    }

    @Override
    public synchronized void bind(FenceTag tag) {
        binding = Optional.of(tag);
        ready.ifPresent(attachment -> attachment.bind(tag));
    }

    private synchronized void begin(Attachment attachment) {
        binding.ifPresent(attachment::bind);
        ready = Optional.of(attachment);
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
        return dropped.get();
    }

    @Override
    public void close() {
        closed.countDown();
        last.ifPresent(Attachment::close);
        onClose.accept(this);
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
            last = Optional.of(attachment);
            if (isOpen()) {
                attachment.open();
                start = System.nanoTime();
                begin(attachment);
                attachment.read(receiver);
            }
        } catch (IOException e) {
            if (isOpen()) {
                medium.failed(e);
            }
        } catch (RuntimeException e) {
            LOG.error("{}: its receiver failed; it attaches again", medium.name(), e);
        } finally {
            ready = Optional.empty();
        }
        dropped.addAndGet(last.map(Attachment::unsent).orElse(0));
        return start == 0 ? 0 : System.nanoTime() - start;
    }
}
