package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.vmft.api.network.HostPort;

/** The port of the switch behind which the host's forwarded ports lie. */
final class ForwarderPort implements TimedPort {
    private record Queued(int source, byte[] frame) {}

    private final UdpSockets udp;
    private final TcpSockets tcp;
    private final Gateway gateway;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private long dropped;

    /**
     * Binds the host's ports.
     *
     * @param emit takes frames for the switch
     * @throws IOException one line that names the port
     */
    ForwarderPort(Forwards forwards, Selector selector, Consumer<byte[]> emit) throws IOException {
        gateway = new Gateway(forwards, new SecureRandom()::nextInt, new Gateway.Outlet() {
            @Override
            public void frame(byte[] frame) {
                emit.accept(frame);
            }

            @Override
            public void datagram(int forward, InetSocketAddress client, byte[] payload) {
                toClient(forward, client, payload);
            }
        });
        udp = new UdpSockets(gateway::datagram);
        tcp = new TcpSockets(gateway::connect);
        try {
            for (Forward forward : forwards.udp()) {
                udp.bind(forward, selector);
            }
            for (Forward forward : forwards.tcp()) {
                tcp.bind(forward, selector);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void toClient(int forward, InetSocketAddress client, byte[] payload) {
        udp.send(forward, client, payload);
    }

    /** The host's addresses, with the ports actually bound. */
    List<HostPort> udpAddresses() {
        return udp.addresses();
    }

    List<HostPort> tcpAddresses() {
        return tcp.addresses();
    }

    @Override
    public void deliver(int source, byte[] frame) {
        if (queue.size() >= StreamPort.FRAMES_MAX) {
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

    @Override
    public void run(long now) {
        while (!queue.isEmpty()) {
            gateway.frame(queue.remove().frame, now);
        }
        tcp.run(now);
        gateway.tick(now);
        gateway.flush();
    }

    @Override
    public OptionalLong untilRun(long now) {
        return LongStream.concat(gateway.untilTick(now).stream(), tcp.untilRun(now).stream()).min();
    }

    @Override
    public void flush() {}

    @Override
    public long dropped() {
        return dropped + udp.dropped() + tcp.refused() + gateway.dropped();
    }

    @Override
    public void close() {
        tcp.close();
        udp.close();
    }
}
