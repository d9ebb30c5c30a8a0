package org.vmft.network;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A listening channel at a selector. A host that has no more descriptors cannot accept, but the connection that waits keeps
 * the channel ready: it is left alone for a while. {@code now} is monotonic, in ns; one thread.
 */
final class AcceptingChannel implements Closeable {
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerSocketChannel channel;
    private final RareWarning warning;
    private final String name;
    private SelectionKey key;
    private long resumeAt;

    /** Takes over the channel, which is not bound yet; {@code name} is for messages. */
    AcceptingChannel(ServerSocketChannel channel, String name, RareWarning warning) {
        this.channel = channel;
        this.name = name;
        this.warning = warning;
    }

    /** @param attachment of the key */
    SocketAddress listen(SocketAddress address, Selector selector, Object attachment) throws IOException {
        channel.bind(address);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_ACCEPT, attachment);
        return channel.getLocalAddress();
    }

    boolean isBehind(SelectionKey ready) {
        return ready == key;
    }

    /** The next connection, which does not block, unless there is none after all, or it cannot be accepted. */
    Optional<SocketChannel> accept(long now) {
        try {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
                accepted.configureBlocking(false);
            }
            return Optional.ofNullable(accepted);
        } catch (IOException e) {
            warning.say(name + ": a connection was not accepted: " + e.getMessage(), now);
            key.interestOps(0);
            resumeAt = now + PAUSE_NANOS;
            return Optional.empty();
        }
    }

    /** Accepts again when it is time for that. */
    void run(long now) {
        if (paused() && now - resumeAt >= 0) {
            key.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    /** Nanoseconds until {@link #run} has something to do. */
    OptionalLong untilRun(long now) {
        return paused() ? OptionalLong.of(Math.max(0, resumeAt - now)) : OptionalLong.empty();
    }

    private boolean paused() {
        return key.isValid() && key.interestOps() == 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
