package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.HostPort;
import org.vmft.network.tcp.TcpConnection;

/** The host's forwarded TCP ports and the clients connected to them. */
final class TcpSockets implements HostSocket {
    private static final int SCRATCH_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(TcpSockets.class);

    private record Listening(ServerSocketChannel channel, Forward forward) {}

    private final List<Listening> listening = new ArrayList<>();
    private final List<HostPort> addresses = new ArrayList<>();
    private final List<TcpClient> clients = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final BiFunction<TcpConnection.End, Long, Optional<TcpConnection>> connect;
    private long refused;

    /** @param connect opens a connection to a guest, at a time; empty when there are too many */
    TcpSockets(BiFunction<TcpConnection.End, Long, Optional<TcpConnection>> connect) {
        this.connect = connect;
    }

    /** @throws IOException one line that names the port */
    void bind(Forward forward, Selector selector) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        listening.add(new Listening(channel, forward));
        try {
            channel.bind(forward.host().resolve());
        } catch (IOException e) {
            throw new IOException("cannot listen on TCP " + forward.host() + ": " + e.getMessage(), e);
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT, this);
        addresses.add(forward.host().withPort(((InetSocketAddress) channel.getLocalAddress()).getPort()));
    }

    /** With the ports actually bound. */
    List<HostPort> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void ready(SelectionKey key, long now) {
        for (Listening each : listening) {
            if (each.channel() == key.channel()) {
                accept(each, key.selector(), now);
            }
        }
    }

    private void accept(Listening at, Selector selector, long now) {
        try {
            SocketChannel channel = at.channel().accept();
            if (channel == null) {
                return;
            }
            Optional<TcpConnection> guest = connect.apply(at.forward().guest(), now);
            if (guest.isEmpty()) {
                refused++;
                LOG.warn("TCP {}: more than {} connections", at.forward().host(), TcpConnections.CONNECTIONS_MAX);
                TcpClient.reset(channel);
                return;
            }
            clients.add(new TcpClient(channel, selector, guest.get(), scratch));
        } catch (IOException e) {
            LOG.warn("TCP {}: a connection was not accepted: {}", at.forward().host(), e.toString());
        }
    }

    /** Moves what can be moved between clients and guests. */
    void run(long now) {
        clients.forEach(client -> client.run(now));
        clients.removeIf(TcpClient::closed);
    }

    /** Connections refused because there were too many. */
    long refused() {
        return refused;
    }

    void close() {
        clients.forEach(TcpClient::abort);
        for (Listening each : listening) {
            try {
                each.channel().close();
            } catch (IOException e) {
                LOG.debug("TCP close: {}", e.toString());
            }
        }
    }
}
