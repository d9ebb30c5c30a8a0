package org.vmft.logchannel;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;
import org.vmft.logchannel.internal.codec.Frame;

/**
 * A link's TCP connection and its thread.
 *
 * <p>Concurrency: the socket does not block. Whoever sends writes to it directly as long as it takes everything, so that
 * an acknowledgement leaves from the thread that received the entries; what it does not take waits in a bounded queue,
 * which the link's thread writes out, many frames at a time. Only that thread reads and calls the listener.
 */
final class TcpConnection implements ByteTransport {
    /** Log entries and state that may wait: some ten milliseconds of a fast network, so that heartbeats are not late. */
    static final int BULK_BYTES_MAX = 1 << 20;
    /** Room for all other messages: the largest cut-over behind a queue of small ones. */
    static final int RESERVE_BYTES = Frame.BYTES_MAX + (1 << 20);
    static final int HELLO_MILLIS = 2_000;
    /** How long a closed connection may still send what it took, and wait for the peer to close too. */
    static final int DRAIN_MILLIS = 2_000;
    /** Kernel buffer for sending: what waits should wait where it is counted. */
    private static final int KERNEL_BYTES = 256 << 10;
    private static final int PIECE_BYTES = 64 << 10;
    /** Pieces read before the queue gets its turn. */
    private static final int PIECES_MAX = 16;
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

    private final SocketChannel channel;
    private final String peer;
    private final Owner owner;
    private final Selector selector;
    private final SelectionKey key;
    private final FramedLink link;
    private final long helloDeadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HELLO_MILLIS);
    private final ByteBuffer incoming = ByteBuffer.allocate(PIECE_BYTES);
    private boolean announced;

    private final Object sending = new Object();
    private final OutgoingFrames outgoing = new OutgoingFrames(BULK_BYTES_MAX, RESERVE_BYTES);
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
    private boolean blocked;
    private boolean closing;
    private boolean broken;
    private boolean used;
    private volatile boolean aborted;

    /** Told by the connection's thread. */
    interface Owner {
        void greeted(TcpConnection connection);

        void ended(TcpConnection connection);
    }

    /** Takes over a connected channel, unless it fails; without a hello it is the accepting side. */
    TcpConnection(SocketChannel channel, String peer, Owner owner, LinkListener listener, Optional<Hello> hello)
            throws IOException {
        this.channel = channel;
        this.peer = peer;
        this.owner = owner;
        this.selector = Selector.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BYTES);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ);
            LinkListener announcing = new Announcing(listener);
            link = hello.map(own -> new FramedLink(this, announcing, own)).orElseGet(() -> new FramedLink(this, announcing));
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
    }

    @Override
    public boolean writeLater(byte[] frame) {
        synchronized (sending) {
            return take(frame, true);
        }
    }

    private boolean take(byte[] frame, boolean reserved) {
        if (closing || broken || !outgoing.offer(frame, reserved)) {
            return false;
        }
        used = true;
        return true;
    }

    @Override
    public boolean write(byte[] frame, boolean reserved) {
        synchronized (sending) {
            if (!take(frame, reserved)) {
                return false;
            }
            if (!blocked) {
                flush();
                if (blocked || broken) {
                    selector.wakeup();
                }
            }
            return !broken;
        }
    }

    @Override
    public void close() {
        synchronized (sending) {
            closing = true;
        }
        selector.wakeup();
    }

    /** Ends the connection without sending what waits. */
    void abort(String reason) {
        aborted = true;
        link.close(reason);
        selector.wakeup();
    }

    /** Closes the link; what it took is still sent. */
    void stop(String reason) {
        link.close(reason);
    }

    /** The life of the connection. */
    void run() {
        try {
            link.disconnected(untilGone());
            if (!announced) {
                LOG.debug("connection with {} ended before its hello: {}", peer, link.closeReason());
            }
            drain();
        } catch (IOException e) {
            LOG.debug("connection with {}: {}", peer, Reasons.of(e));
        } finally {
            end();
        }
    }

    boolean greeted() {
        return link.greeted();
    }

    String peer() {
        return peer;
    }

    private String untilGone() {
        try {
            link.start();
            return exchange();
        } catch (IOException e) {
            return Reasons.of(e);
        } catch (RuntimeException e) {
            LOG.error("link with {}: closed by a failure of its listener", peer, e);
            return "failure of the listener: " + e;
        }
    }

    private String exchange() throws IOException {
        boolean lost = false;
        while (true) {
            if (lost) {
                selector.selectNow();
            } else if (announced) {
                await(0);
            } else {
                await(Math.max(1, millisUntil(helloDeadline)));
            }
            synchronized (sending) {
                if (closing) {
                    return "closed";
                }
                flush();
                lost = broken;
            }
            int read = read();
            if (read < 0) {
                return "connection closed by the peer";
            }
            if (lost && read == 0) {
                return "connection lost while sending";
            }
            if (!announced && millisUntil(helloDeadline) == 0) {
                link.close("no hello within " + HELLO_MILLIS + " ms");
            }
        }
    }

    /** Passes on what is there, at most {@link #PIECES_MAX} pieces of it; the last count, negative at the end. */
    private int read() throws IOException {
        int count = 0;
        for (int pieces = 0; pieces < PIECES_MAX; pieces++) {
            incoming.clear();
            count = channel.read(incoming);
            if (count > 0) {
                link.bytesReceived(incoming.array(), 0, count);
            }
            if (count < PIECE_BYTES) {
                break;
            }
        }
        return count;
    }

    /** Writes until nothing waits or the socket takes no more; called with {@link #sending} held. */
    private void flush() {
        boolean wasBlocked = blocked;
        try {
            blocked = !broken && !writeOut();
        } catch (IOException e) {
            LOG.debug("connection with {}: {}", peer, Reasons.of(e));
            broken = true;
            blocked = false;
        }
        if (blocked != wasBlocked) {
            key.interestOps(blocked ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    private boolean writeOut() throws IOException {
        while (true) {
            if (!piece.hasRemaining()) {
                piece.clear();
                outgoing.moveTo(piece);
                piece.flip();
            }
            if (!piece.hasRemaining()) {
                return true;
            }
            channel.write(piece);
            if (piece.hasRemaining()) {
                return false;
            }
        }
    }

    /**
     * Sends what was taken before the close, then waits for the peer to close too: closing a socket with unread bytes
     * would reset the connection and could take back what is still under way.
     */
    private void drain() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        boolean finished = false;
        while (!aborted && millisUntil(deadline) > 0) {
            synchronized (sending) {
                if (!closing || broken || !used) {
                    return;
                }
                flush();
                if (!blocked && !broken && !finished) {
                    finished = true;
                    channel.shutdownOutput();
                }
            }
            if (read() < 0) {
                return;
            }
            await(Math.max(1, millisUntil(deadline)));
        }
    }

    private void end() {
        synchronized (sending) {
            closing = true;
            broken = true;
        }
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            LOG.debug("connection with {}: {}", peer, Reasons.of(e));
        }
        owner.ended(this);
    }

    /** Until there is something to do; 0 waits without a deadline. An interrupt means nothing here. */
    private void await(long millis) throws IOException {
        selector.select(ready -> {}, millis);
        Thread.interrupted();
    }

    /** Knows of the hello before the listener does: what the listener then does must not meet a stranger. */
    private final class Announcing implements LinkListener {
        private final LinkListener listener;

        Announcing(LinkListener listener) {
            this.listener = listener;
        }

        @Override
        public void opened(Link link, Hello hello) {
            announced = true;
            owner.greeted(TcpConnection.this);
            listener.opened(link, hello);
        }

        @Override
        public void received(Link link, ChannelMessage message) {
            listener.received(link, message);
        }

        @Override
        public void closed(Link link, String reason) {
            listener.closed(link, reason);
        }

        @Override
        public void failed(String address, boolean refused, String reason) {
            listener.failed(address, refused, reason);
        }
    }

    private static long millisUntil(long deadline) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }
}
