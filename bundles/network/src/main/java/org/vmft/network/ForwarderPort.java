package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.HostPort;
import org.vmft.network.packet.Udp;

/** The port of the switch behind which the host's UDP ports lie. */
final class ForwarderPort implements SwitchPort {
    /** Bounds one round, so that a flood of datagrams does not starve the other ports. */
    private static final int DATAGRAMS_PER_ROUND = 64;
    /** A datagram that fills it may have been cut off, and is too large in any case. */
    private static final int DATAGRAM_BYTES = Udp.PAYLOAD_BYTES_MAX + 1;
    private static final Logger LOG = LoggerFactory.getLogger(ForwarderPort.class);

    private record Queued(int source, byte[] frame) {}

    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final List<HostPort> addresses = new ArrayList<>();
    private final UdpForwarder forwarder;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private final ByteBuffer datagram = ByteBuffer.allocate(DATAGRAM_BYTES);
    private long dropped;

    /**
     * Binds the host's ports.
     *
     * @param emit takes frames for the switch
     * @throws IOException one line that names the port
     */
    ForwarderPort(List<UdpForward> forwards, Selector selector, Consumer<byte[]> emit) throws IOException {
        forwarder = new UdpForwarder(forwards.stream().map(UdpForward::guest).toList(), new UdpForwarder.Outlet() {
            @Override
            public void frame(byte[] frame) {
                emit.accept(frame);
            }

            @Override
            public void datagram(int forward, InetSocketAddress client, byte[] payload) {
                send(sockets.get(forward), client, payload);
            }
        });
        try {
            for (UdpForward forward : forwards) {
                bind(forward, selector);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void bind(UdpForward forward, Selector selector) throws IOException {
        DatagramChannel socket = DatagramChannel.open();
        sockets.add(socket);
        try {
            socket.bind(forward.host().resolve());
        } catch (IOException e) {
            throw new IOException("cannot listen on UDP " + forward.host() + ": " + e.getMessage(), e);
        }
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ, this);
        addresses.add(forward.host().withPort(((InetSocketAddress) socket.getLocalAddress()).getPort()));
    }

    /** The host's addresses, with the ports actually bound. */
    List<HostPort> addresses() {
        return List.copyOf(addresses);
    }

    void receive(long now) {
        for (int forward = 0; forward < sockets.size(); forward++) {
            for (int i = 0; i < DATAGRAMS_PER_ROUND && receive(forward, now); i++) {
                continue;
            }
        }
    }

    private boolean receive(int forward, long now) {
        try {
            datagram.clear();
            SocketAddress client = sockets.get(forward).receive(datagram);
            if (client == null) {
                return false;
            }
            byte[] payload = new byte[datagram.flip().remaining()];
            datagram.get(payload);
            forwarder.datagram(forward, (InetSocketAddress) client, payload, now);
        } catch (IOException e) {
            LOG.debug("UDP {}: {}", addresses.get(forward), e.toString());
        }
        return true;
    }

    private void send(DatagramChannel socket, InetSocketAddress client, byte[] payload) {
        try {
            if (socket.send(ByteBuffer.wrap(payload), client) == 0 && payload.length > 0) {
                dropped++;
            }
        } catch (IOException e) {
            dropped++;
            LOG.debug("UDP to {}: {}", client, e.toString());
        }
    }

    @Override
    public void deliver(int source, byte[] frame) {
        if (queue.size() >= OutputQueue.FRAMES_MAX) {
            dropped++;
        } else {
            queue.add(new Queued(source, frame));
        }
    }

    @Override
    public int purge(int source) {
        int before = queue.size();
        queue.removeIf(queued -> queued.source == source);
        return before - queue.size();
    }

    /** Handles what has been delivered, and what is due. */
    void run(long now) {
        while (!queue.isEmpty()) {
            forwarder.frame(queue.remove().frame, now);
        }
        forwarder.tick(now);
    }

    OptionalLong untilTick(long now) {
        return forwarder.untilTick(now);
    }

    @Override
    public void flush() {}

    @Override
    public long dropped() {
        return dropped + forwarder.dropped();
    }

    @Override
    public void close() {
        for (DatagramChannel socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("UDP close: {}", e.toString());
            }
        }
    }
}
