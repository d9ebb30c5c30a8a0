package org.vmft.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.FrameReceiver;
import org.vmft.api.network.NetworkPort;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.tap.TapDevice;

/**
 * A port that is a TAP interface. What arrives is taken out and handed on at all times, so that nothing stale waits in
 * the interface for a backup that goes live.
 *
 * <p>Concurrency: one thread opens the interface and reads for as long as the port is open; while it is attached another
 * writes; whoever transmits only touches the queue.
 */
final class TapNetworkPort implements NetworkPort {
    @FunctionalInterface
    interface Opening {
        /** The message of a failure is one line for people. */
        TapDevice open() throws IOException;
    }

    /** As long as any frame of an interface with large frames, so that it is seen to be too long. */
    private static final int READ_BYTES = 1 << 16;
    private static final int BATCH_BYTES = 1 << 16;
    private static final Logger LOG = LoggerFactory.getLogger(TapNetworkPort.class);

    private final String name;
    private final Opening opening;
    private final FrameReceiver receiver;
    private final Consumer<NetworkPort> onClose;
    private final TransmitQueue queue = new TransmitQueue();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<TapDevice> device = new AtomicReference<>();
    /** Told once while it lasts. */
    private volatile Optional<String> trouble = Optional.empty();

    TapNetworkPort(String name, Opening opening, FrameReceiver receiver, Consumer<NetworkPort> onClose) {
        this.name = name;
        this.opening = opening;
        this.receiver = receiver;
        this.onClose = onClose;
        start(this::run, "tap " + name);
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean transmit(byte[] frame) {
        if (!Ethernet.wellFormed(frame)) {
            queue.refuse();
            return false;
        }
        return queue.add(frame);
    }

    /** A bridge cannot fence. */
    @Override
    public void bind(FenceTag tag) {
        LOG.debug("tap {}: {} is bound to nothing", name, tag);
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

    /** What keeps frames from passing, if anything. */
    Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed.countDown();
        drop(device.get());
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
            LOG.warn("tap {}: the port was interrupted and ends", name);
        }
    }

    /** @return how long it lasted, 0 if it did not come about */
    private long attachment() {
        long start = 0;
        try (TapDevice opened = opening.open()) {
            device.set(opened);
            if (isOpen()) {
                start = System.nanoTime();
                passes();
                int number = queue.connected();
                try {
                    start(() -> write(opened, number), "tap " + name + " output");
                    read(opened);
                } finally {
                    queue.disconnected();
                }
            }
        } catch (IOException e) {
            fails(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("tap {}: its receiver failed; it attaches again", name, e);
        }
        return start == 0 ? 0 : System.nanoTime() - start;
    }

    private void read(TapDevice opened) throws IOException {
        ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
        try {
            while (opened.read(in.clear()) > 0) {
                byte[] frame = new byte[in.flip().remaining()];
                in.get(frame);
                if (Ethernet.wellFormed(frame)) {
                    receiver.received(frame);
                }
            }
        } catch (IOException e) {
            throw new IOException(opened.explained(e), e);
        }
    }

    private void write(TapDevice opened, int number) {
        try {
            List<byte[]> frames = queue.take(number, BATCH_BYTES);
            while (!frames.isEmpty()) {
                for (byte[] frame : frames) {
                    write(opened, frame);
                }
                frames = queue.take(number, BATCH_BYTES);
            }
        } catch (IOException e) {
            fails(opened.explained(e));
        } catch (InterruptedException e) {
            LOG.warn("tap {}: its output was interrupted; it attaches again", name);
        } finally {
            drop(opened);
        }
    }

    /** An interface that is down takes no frame, and must not be closed for that: it may exist only while it is open. */
    private void write(TapDevice opened, byte[] frame) throws IOException {
        try {
            opened.write(ByteBuffer.wrap(frame));
            passes();
        } catch (IOException e) {
            if (!isOpen() || !opened.isPresent() || opened.isUp()) {
                throw e;
            }
            queue.refuse();
            fails(opened.explained(e));
        }
    }

    private void passes() {
        if (trouble.isPresent()) {
            trouble = Optional.empty();
            LOG.info("tap {}: works again", name);
        }
    }

    private void fails(String reason) {
        if (isOpen() && !trouble.equals(Optional.of(reason))) {
            trouble = Optional.of(reason);
            LOG.warn("{}; frames are dropped while this lasts", reason);
        }
    }

    private static void drop(TapDevice unusable) {
        try {
            if (unusable != null) {
                unusable.close();
            }
        } catch (IOException e) {
            LOG.debug("Close: {}", e.toString());
        }
    }
}
