package org.vmft.logchannel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.channel.LinkListener;

/** Accepts connections on one address; knows those that have not said hello. */
final class TcpAcceptor implements LinkAcceptor, TcpConnection.Owner {
    /** Connections that have not said hello: each has a thread for up to two seconds. */
    static final int STRANGERS_MAX = 16;
    private static final int BACKLOG = 64;
    /** Pause after a failure to accept, such as too many open files. */
    private static final int PAUSE_MILLIS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(TcpAcceptor.class);

    private final LinkListener listener;
    private final ChannelLife life;
    private final ServerSocketChannel server;
    private final String address;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<TcpConnection> strangers = new LinkedHashSet<>();

    /** @throws IOException in one line that names the address */
    TcpAcceptor(String address, LinkListener listener, ChannelLife life) throws IOException {
        this.listener = listener;
        this.life = life;
        HostPort wanted;
        try {
            wanted = HostPort.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IOException("listen: " + e.getMessage(), e);
        }
        server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(InetAddress.getByName(wanted.host()), wanted.port()), BACKLOG);
            this.address = new HostPort(wanted.host(), ((InetSocketAddress) server.getLocalAddress()).getPort()).toString();
        } catch (IOException e) {
            server.close();
            throw new IOException("listen on " + address + ": " + Reasons.of(e), e);
        }
    }

    void start() {
        life.start("vmft-accept " + address, this::acceptAll);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("listening on {}: {}", address, Reasons.of(e));
        }
        List<TcpConnection> left;
        synchronized (strangers) {
            left = List.copyOf(strangers);
        }
        left.forEach(stranger -> stranger.abort("no longer listening"));
        life.leave(this);
    }

    @Override
    public void greeted(TcpConnection connection) {
        synchronized (strangers) {
            strangers.remove(connection);
        }
    }

    @Override
    public void ended(TcpConnection connection) {
        greeted(connection);
        life.leave(connection);
    }

    int strangers() {
        synchronized (strangers) {
            return strangers.size();
        }
    }

    private void acceptAll() {
        while (closed.getCount() > 0) {
            try {
                take(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("listening on {}: {}", address, Reasons.of(e));
                pause();
            }
        }
    }

    private void take(SocketChannel channel) throws IOException {
        TcpConnection connection;
        try {
            String peer = HostPort.format((InetSocketAddress) channel.getRemoteAddress());
            connection = new TcpConnection(channel, peer, this, listener, Optional.empty());
        } catch (IOException e) {
            LOG.debug("connection to {}: {}", address, Reasons.of(e));
            channel.close();
            return;
        }
        admit(connection).ifPresent(oldest -> oldest.abort("more than " + STRANGERS_MAX + " connections without a hello"));
        life.run(connection, "vmft-link " + address + " from " + connection.peer());
        if (closed.getCount() == 0) {
            connection.abort("no longer listening");
        }
    }

    /** Adds a stranger; returns the one that has to go for it. */
    private Optional<TcpConnection> admit(TcpConnection connection) {
        synchronized (strangers) {
            Optional<TcpConnection> oldest = Optional.empty();
            if (strangers.size() == STRANGERS_MAX) {
                Iterator<TcpConnection> inOrder = strangers.iterator();
                oldest = Optional.of(inOrder.next());
                inOrder.remove();
            }
            strangers.add(connection);
            return oldest;
        }
    }

    private void pause() {
        try {
            closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debug("listening on {}: interrupted, which has no meaning here", address);
        }
    }
}
