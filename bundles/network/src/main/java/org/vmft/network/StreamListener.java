package org.vmft.network;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts stream connections at one address. */
final class StreamListener implements Closeable {
    /** Of a file's mode (inode(7)). */
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);

    private final StreamAddress address;
    private final AcceptingChannel accepting;
    /** Of a socket's path: what tells it from another that was made there since. */
    private final Optional<Object> fileKey;

    /** @throws IOException one line that names the address */
    StreamListener(StreamAddress asked, Selector selector) throws IOException {
        ServerSocketChannel server = asked.path().isPresent()
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        accepting = new AcceptingChannel(server, "Switch " + asked, new RareWarning(LOG::warn));
        try {
            if (asked.path().isPresent()) {
                removeIfStale(asked.path().get());
            }
            address = asked.bound(accepting.listen(asked.resolve(), selector, this));
            fileKey = asked.path().isPresent() ? fileKey(asked.path().get()) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException("cannot listen on " + asked + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Object> fileKey(Path path) throws IOException {
        return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
    }

    private static boolean isSocket(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return ((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE) == SOCKET;
        }
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther();
    }

    /** A socket's path outlives its process: it may go when it is a socket and nobody listens. */
    private static void removeIfStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException("exists and is not a socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Non-blocking: a listener that is busy does not accept at once, and is no reason to wait.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            Files.deleteIfExists(path);
            return;
        }
        throw new IOException("another process listens there");
    }

    /** With the port actually bound. */
    StreamAddress address() {
        return address;
    }

    /** As {@link AcceptingChannel#accept}. */
    Optional<SocketChannel> accept(long now) {
        Optional<SocketChannel> channel = accepting.accept(now);
        if (channel.isPresent() && address.path().isEmpty()) {
            try {
                channel.get().setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.get().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            } catch (IOException e) {
                LOG.debug("{}: a connection keeps its options: {}", address, e.toString());
            }
        }
        return channel;
    }

    /** As {@link AcceptingChannel#run}. */
    void run(long now) {
        accepting.run(now);
    }

    /** As {@link AcceptingChannel#untilRun}. */
    OptionalLong untilRun(long now) {
        return accepting.untilRun(now);
    }

    @Override
    public void close() {
        try {
            accepting.close();
            if (address.path().isPresent() && Files.exists(address.path().get(), LinkOption.NOFOLLOW_LINKS)
                    && fileKey(address.path().get()).equals(fileKey)) {
                Files.delete(address.path().get());
            }
        } catch (IOException e) {
            LOG.debug("{}: close: {}", address, e.toString());
        }
    }
}
