package org.vmft.network;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.network.tcp.TcpConnection;

/**
 * A client of the host and the connection to the guest that stands for it: each byte, end and reset of one becomes that
 * of the other. What one side does not take holds the other back.
 */
final class TcpClient implements HostSocket {
    /** Kernel buffer towards the client: what a slow one does not take should soon hold the guest back. */
    private static final int KERNEL_BYTES = 256 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(TcpClient.class);

    private final SocketChannel channel;
    private final SelectionKey key;
    private final TcpConnection guest;
    private final ByteBuffer scratch;
    private boolean readable;
    private boolean clientFinished;
    private boolean guestFinished;
    private boolean closed;

    /**
     * Takes over a channel that does not block.
     *
     * @param scratch shared space for one transfer
     */
    TcpClient(SocketChannel channel, Selector selector, TcpConnection guest, ByteBuffer scratch) throws IOException {
        this.channel = channel;
        this.guest = guest;
        this.scratch = scratch;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BYTES);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    @Override
    public void ready(SelectionKey ready, long now) {
        readable = ready.isReadable();
    }

    void run(long now) {
        if (closed) {
            return;
        }
        try {
            fromClient(now);
            toClient(now);
            if (guest.failure().isPresent()) {
                LOG.debug("{}: {}", channel, guest.failure().get());
                closed = true;
                reset(channel);
            } else if (clientFinished && guestFinished) {
                close();
            } else {
                key.interestOps((clientFinished || guest.room() == 0 ? 0 : SelectionKey.OP_READ)
                        | (guest.readable().hasRemaining() ? SelectionKey.OP_WRITE : 0));
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", channel, e.toString());
            abort();
        }
    }

    private void fromClient(long now) throws IOException {
        if (!readable || clientFinished || guest.room() == 0) {
            return;
        }
        readable = false;
        scratch.clear().limit(Math.min(scratch.capacity(), guest.room()));
        if (channel.read(scratch) < 0) {
            clientFinished = true;
            guest.finish(now);
        } else {
            guest.write(scratch.flip(), now);
        }
    }

    private void toClient(long now) throws IOException {
        int written = 1;
        for (ByteBuffer next = guest.readable(); next.hasRemaining() && written > 0; next = guest.readable()) {
            written = channel.write(next);
            guest.take(written, now);
        }
        if (!guestFinished && guest.exhausted()) {
            guestFinished = true;
            channel.shutdownOutput();
        }
    }

    boolean closed() {
        return closed;
    }

    /** Ends both sides before their time. */
    void abort() {
        guest.abort();
        close();
    }

    private void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{}: close: {}", channel, e.toString());
        }
    }

    /** The client sees a connection that was reset. */
    static void reset(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }
}
