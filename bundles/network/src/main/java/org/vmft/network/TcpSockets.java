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
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.HostPort;
import org.vmft.network.tcp.TcpConnection;

/** The host's forwarded TCP ports and the clients connected to them. */
final class TcpSockets implements HostSocket {
    private static final int SCRATCH_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(TcpSockets.class);

    private record Listening(AcceptingChannel channel, Forward forward) {}

    private final List<Listening> listening = new ArrayList<>();
    private final List<HostPort> addresses = new ArrayList<>();
    private final List<TcpClient> clients = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final BiFunction<TcpConnection.End, Long, Optional<TcpConnection>> connect;
    private final RareWarning crowded = new RareWarning(LOG::warn);
    private long refused;

    /** @param connect opens a connection to a guest, at a time; empty when there are too many */
    TcpSockets(BiFunction<TcpConnection.End, Long, Optional<TcpConnection>> connect) {
        this.connect = connect;
    }

    /** @throws IOException one line that names the port */
    void bind(Forward forward, Selector selector) throws IOException {
        AcceptingChannel channel = new AcceptingChannel(ServerSocketChannel.open(), "TCP " + forward.host(), new RareWarning(LOG::warn));
        listening.add(new Listening(channel, forward));
        try {
            InetSocketAddress bound = (InetSocketAddress) channel.listen(forward.host().resolve(), selector, this);
            addresses.add(forward.host().withPort(bound.getPort()));
        } catch (IOException e) {
            throw new IOException("cannot listen on TCP " + forward.host() + ": " + e.getMessage(), e);
        }
    }

    /** With the ports actually bound. */
    List<HostPort> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void ready(SelectionKey key, long now) {
        for (Listening each : listening) {
            if (each.channel().isBehind(key)) {
                accept(each, key.selector(), now);
            }
        }
    }

    private void accept(Listening at, Selector selector, long now) {
        Optional<SocketChannel> channel = at.channel().accept(now);
        Optional<TcpConnection> guest = channel.flatMap(accepted -> connect.apply(at.forward().guest(), now));
        if (channel.isEmpty()) {
            return;
        }
        try {
            if (guest.isPresent()) {
                clients.add(new TcpClient(channel.get(), selector, guest.get(), scratch));
            } else {
                refused++;
                crowded.say("TCP " + at.forward().host() + ": more than " + TcpConnections.CONNECTIONS_MAX + " connections", now);
                TcpClient.reset(channel.get());
            }
        } catch (IOException e) {
            LOG.debug("TCP {}: a connection ended at once: {}", at.forward().host(), e.toString());
            guest.ifPresent(TcpConnection::abort);
        }
    }

    /** Nanoseconds until {@link #run} has something to do for itself. */
    OptionalLong untilRun(long now) {
        return listening.stream().flatMapToLong(each -> each.channel().untilRun(now).stream()).min();
    }

    /** Moves what can be moved between clients and guests. */
    void run(long now) {
        listening.forEach(each -> each.channel().run(now));
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
