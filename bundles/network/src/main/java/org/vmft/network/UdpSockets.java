package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.HostPort;
import org.vmft.network.packet.Ethernet;

/** The host's forwarded UDP ports. */
final class UdpSockets implements HostSocket {
    /** Bounds one round, so that a flood of datagrams does not starve the other ports. */
    private static final int DATAGRAMS_PER_ROUND = 64;
    /** Room for what any frame holds. A datagram that fills it may have been cut off, and is too large in any case. */
    private static final int DATAGRAM_BYTES = Ethernet.FRAME_BYTES_MAX;
    private static final Logger LOG = LoggerFactory.getLogger(UdpSockets.class);

    /** Takes what arrives. */
    interface Inlet {
        void datagram(int forward, InetSocketAddress client, byte[] payload, long now);
    }

    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final List<HostPort> addresses = new ArrayList<>();
    /** Scratch space, either way. */
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    private final Inlet inlet;
    private long dropped;

    UdpSockets(Inlet inlet) {
        this.inlet = inlet;
    }

    /** @throws IOException one line that names the port */
    void bind(Forward forward, Selector selector) throws IOException {
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

    /** With the ports actually bound. */
    List<HostPort> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void ready(SelectionKey key, long now) {
        int forward = sockets.indexOf((DatagramChannel) key.channel());
        for (int i = 0; i < DATAGRAMS_PER_ROUND && receive(forward, now); i++) {
            continue;
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
            inlet.datagram(forward, (InetSocketAddress) client, payload, now);
        } catch (IOException e) {
            LOG.debug("UDP {}: {}", addresses.get(forward), e.toString());
        }
        return true;
    }

    void send(int forward, InetSocketAddress client, byte[] payload) {
        try {
            if (sockets.get(forward).send(datagram.clear().put(payload).flip(), client) == 0 && payload.length > 0) {
                dropped++;
            }
        } catch (IOException e) {
            dropped++;
            LOG.debug("UDP to {}: {}", client, e.toString());
        }
    }

    long dropped() {
        return dropped;
    }

    void close() {
        for (DatagramChannel socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("UDP close: {}", e.toString());
            }
        }
    }
}
