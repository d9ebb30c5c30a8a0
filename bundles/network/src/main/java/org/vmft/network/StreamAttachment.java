package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.FrameReceiver;
import org.vmft.network.StreamFraming.ProtocolException;

/**
 * A stream connection to a switch.
 *
 * <p>Concurrency: the channel does not block, so whoever transmits writes what the socket takes; what it does not take waits
 * in the queue, and the reading thread, which waits for both, writes it as soon as it can. One monitor around queue and
 * writing keeps the order. A channel that does not block is not closed by the interruption of a thread that writes, either.
 */
final class StreamAttachment implements Attachment {
    /** About two TCP windows besides the socket's own; more would only make frames late. */
    private static final int FRAMES_MAX = 1024;
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int BUFFER_BYTES = 1 << 16;
    /** A switch that takes nothing for so long, while the queue is full, is on a host that is gone. */
    private static final long STALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
    /** Nobody purges this queue. */
    private static final int SOURCE = 0;
    private static final Logger LOG = LoggerFactory.getLogger(StreamAttachment.class);

    private final StreamAddress address;
    private final Runnable connected;
    private final Consumer<FenceFrame> answered;
    private final OutputQueue queue = new OutputQueue(FRAMES_MAX);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private SocketChannel channel;
    private Selector selector;
    private SelectionKey key;
    /** The socket takes no more for now; since when. */
    private boolean waits;
    private long waitsSince;
    private volatile boolean closed;

    /**
     * @param connected is told when it is open
     * @param answered takes the switch's answers to bindings
     */
    StreamAttachment(StreamAddress address, Runnable connected, Consumer<FenceFrame> answered) {
        this.address = address;
        this.connected = connected;
        this.answered = answered;
    }

    @Override
    public void open() throws IOException {
        SocketAddress remote = address.resolve();
        boolean tcp = remote instanceof InetSocketAddress;
        SocketChannel connecting = create(tcp);
        try {
            if (tcp) {
                connecting.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connecting.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                connecting.socket().connect(remote, CONNECT_MILLIS_MAX);
            } else {
                connecting.connect(remote);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("no connection within " + CONNECT_MILLIS_MAX + " ms", e);
        }
        register(connecting);
        LOG.debug("port {} is connected", address);
        connected.run();
    }

    /** Can be closed from here on. */
    private synchronized SocketChannel create(boolean tcp) throws IOException {
        if (closed) {
            throw new IOException("the port is closed");
        }
        channel = tcp ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
        return channel;
    }

    private synchronized void register(SocketChannel connected) throws IOException {
        connected.configureBlocking(false);
        selector = Selector.open();
        key = connected.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public void read(FrameReceiver receiver) throws IOException {
        StreamFraming.Decoder decoder = new StreamFraming.Decoder();
        ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            int bytes = 0;
            while (bytes >= 0 && !closed) {
                selector.select();
                selector.selectedKeys().clear();
                if (key.isWritable()) {
                    flush();
                }
                bytes = channel.read(in);
                decoder.decode(in.flip(), frame -> received(frame, receiver));
                in.clear();
            }
        } catch (ProtocolException e) {
            throw new IOException(e.getMessage(), e);
        } catch (ClosedSelectorException | CancelledKeyException e) {
            LOG.debug("port {} is closed", address);
        }
    }

    /** @return whether to go on */
    private boolean received(byte[] frame, FrameReceiver receiver) {
        FenceFrame.decode(frame).ifPresentOrElse(answered, () -> receiver.received(frame));
        return !closed;
    }

    @Override
    public synchronized boolean transmit(byte[] frame) {
        if (closed) {
            return false;
        }
        if (!queue.add(SOURCE, frame)) {
            if (System.nanoTime() - waitsSince > STALL_NANOS_MAX) {
                LOG.debug("port {}: nothing can be written", address);
                close();
            }
            return false;
        }
        if (!waits) {
            flush();
        }
        return true;
    }

    @Override
    public synchronized void bind(FenceTag tag) {
        if (closed) {
            return;
        }
        if (!queue.addBinding(SOURCE, new FenceFrame(FenceFrame.Kind.BIND, tag).encode())) {
            close();
        } else if (!waits) {
            flush();
        }
    }

    private synchronized void flush() {
        if (closed) {
            return;
        }
        try {
            queue.writeTo(channel, out);
            if (!queue.isEmpty()) {
                waits = true;
                waitsSince = System.nanoTime();
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                selector.wakeup();
            } else if (waits) {
                waits = false;
                key.interestOps(SelectionKey.OP_READ);
            }
        } catch (IOException e) {
            LOG.debug("port {} output: {}", address, e.toString());
            close();
        }
    }

    @Override
    public synchronized int unsent() {
        return queue.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (channel != null) {
                channel.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            LOG.debug("port {}: close: {}", address, e.toString());
        }
    }
}
