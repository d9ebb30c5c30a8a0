package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
import org.vmft.network.StreamFraming.ProtocolException;
import org.vmft.network.packet.Ethernet;

/**
 * A port that is a stream connection to a switch.
 *
 * <p>Concurrency: one thread connects and reads for as long as the port is open; each connection has a thread that
 * writes; whoever transmits only touches the queue. Whoever finds a connection unusable closes its channel, and the
 * reading thread does the rest.
 */
final class StreamNetworkPort implements NetworkPort {
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int BATCH_BYTES = 1 << 16;
    /** A write that takes so long, with the queue full, is to a switch whose host is gone. */
    private static final long STALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long NOT_WRITING = 0;
    private static final Logger LOG = LoggerFactory.getLogger(StreamNetworkPort.class);

    private final StreamAddress address;
    private final FrameReceiver receiver;
    private final Consumer<NetworkPort> onClose;
    private final TransmitQueue queue = new TransmitQueue();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<SocketChannel> channel = new AtomicReference<>();
    /** Told once; the reading thread's own. */
    private FenceTag fenced;
    private volatile long writingSince = NOT_WRITING;

    StreamNetworkPort(StreamAddress address, FrameReceiver receiver, Consumer<NetworkPort> onClose) {
        this.address = address;
        this.receiver = receiver;
        this.onClose = onClose;
        start(this::run, "port " + address);
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean transmit(byte[] frame) {
        // The private type would let a guest bind the port, or another's.
        if (!Ethernet.wellFormed(frame) || Ethernet.etherType(frame) == FenceFrame.ETHER_TYPE) {
            queue.refuse();
            return false;
        }
        if (queue.add(frame)) {
            return true;
        }
        long since = writingSince;
        if (since != NOT_WRITING && System.nanoTime() - since > STALL_NANOS_MAX) {
            drop(channel.get());
        }
        return false;
    }

    @Override
    public void bind(FenceTag tag) {
        if (!queue.bind(tag)) {
            drop(channel.get());
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
        drop(channel.get());
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
                lasted = connection();
            } while (!closed.await(backOff.afterLoss(lasted), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.warn("Port {} was interrupted and ends", address);
        }
    }

    /** @return how long it lasted, 0 if it did not come about */
    private long connection() {
        long start = 0;
        try (SocketChannel connected = connect()) {
            start = System.nanoTime();
            int number = queue.connected();
            try {
                LOG.debug("Port {} is connected", address);
                start(() -> write(connected, number), "port " + address + " output");
                read(connected);
            } finally {
                queue.disconnected();
            }
        } catch (IOException | ProtocolException e) {
            if (isOpen()) {
                LOG.debug("Port {}: {}", address, e.toString());
            }
        } catch (RuntimeException e) {
            LOG.error("Port {}: its receiver failed; it connects again", address, e);
        }
        return start == 0 ? 0 : System.nanoTime() - start;
    }

    private SocketChannel connect() throws IOException {
        SocketAddress remote = address.resolve();
        boolean tcp = remote instanceof InetSocketAddress;
        SocketChannel connecting = tcp ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.set(connecting);
        try {
            if (!isOpen()) {
                throw new IOException("the port is closed");
            }
            if (tcp) {
                connecting.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connecting.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                connecting.socket().connect(remote, CONNECT_MILLIS_MAX);
            } else {
                connecting.connect(remote);
            }
            return connecting;
        } catch (SocketTimeoutException e) {
            connecting.close();
            throw new IOException("no connection within " + CONNECT_MILLIS_MAX + " ms", e);
        } catch (IOException e) {
            connecting.close();
            throw e;
        }
    }

    private void read(SocketChannel connected) throws IOException, ProtocolException {
        StreamFraming.Decoder decoder = new StreamFraming.Decoder();
        ByteBuffer in = ByteBuffer.allocateDirect(BATCH_BYTES);
        while (connected.read(in) >= 0) {
            decoder.decode(in.flip(), this::received);
            in.clear();
        }
    }

    private boolean received(byte[] frame) {
        FenceFrame.decode(frame).ifPresentOrElse(this::answered, () -> receiver.received(frame));
        return isOpen();
    }

    private void answered(FenceFrame answer) {
        switch (answer.kind()) {
            case STALE -> {
                if (!answer.tag().equals(fenced)) {
                    LOG.warn("Port {}: {} is fenced: a higher generation was bound", address, answer.tag());
                }
                fenced = answer.tag();
            }
            case BOUND -> LOG.debug("Port {}: {} is bound", address, answer.tag());
            case BIND -> LOG.debug("Port {}: not a switch that fences; it passed on the binding {}", address, answer.tag());
        }
    }

    private void write(SocketChannel connected, int number) {
        ByteBuffer out = ByteBuffer.allocateDirect(BATCH_BYTES);
        try {
            List<byte[]> frames = queue.take(number, BATCH_BYTES);
            while (!frames.isEmpty()) {
                out.clear();
                frames.forEach(frame -> StreamFraming.encode(frame, out));
                out.flip();
                writingSince = System.nanoTime();
                while (out.hasRemaining()) {
                    connected.write(out);
                }
                writingSince = NOT_WRITING;
                frames = queue.take(number, BATCH_BYTES);
            }
        } catch (IOException | InterruptedException e) {
            LOG.debug("Port {} output: {}", address, e.toString());
        } finally {
            writingSince = NOT_WRITING;
            drop(connected);
        }
    }

    private static void drop(SocketChannel unusable) {
        try {
            if (unusable != null) {
                unusable.close();
            }
        } catch (IOException e) {
            LOG.debug("Close: {}", e.toString());
        }
    }
}
