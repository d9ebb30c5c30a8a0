package org.vmft.network;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts stream connections at one address. */
final class StreamListener implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);

    private final StreamAddress address;
    private final ServerSocketChannel server;

    /** @throws IOException one line that names the address */
    StreamListener(StreamAddress asked, Selector selector) throws IOException {
        server = asked.path().isPresent()
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            if (asked.path().isPresent()) {
                removeIfStale(asked.path().get());
            }
            server.bind(asked.resolve());
            address = asked.bound(server.getLocalAddress());
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT, this);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException("cannot listen on " + asked + ": " + e.getMessage(), e);
        }
    }

    /** A socket's path outlives its process: it may go when it is a socket and nobody listens. */
    private static void removeIfStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
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

    /** Null when there is nobody to accept after all, as of the channel. */
    SocketChannel accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null && address.path().isEmpty()) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        return channel;
    }

    @Override
    public void close() {
        try {
            server.close();
            if (address.path().isPresent()) {
                Files.deleteIfExists(address.path().get());
            }
        } catch (IOException e) {
            LOG.debug("{}: close: {}", address, e.toString());
        }
    }
}
