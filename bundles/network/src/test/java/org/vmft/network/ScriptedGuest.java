package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.vmft.api.network.FenceTag;
import org.vmft.network.packet.Arp;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.packet.Ipv4;
import org.vmft.network.packet.Tcp;
import org.vmft.network.packet.Udp;
import org.vmft.network.tcp.NaivePeer;
import org.vmft.network.tcp.TcpConnection;

/** A guest at one port of a switch after another: a {@link NaivePeer} for the first TCP client, and UDP that sends back what came. */
final class ScriptedGuest implements AutoCloseable {
    static final String NAME = "10.0.2.15";
    static final int IP = Ipv4.parse(NAME);
    static final int HTTP = 80;
    static final long MAC = Frames.mac(15);
    private static final int MSS = 1000;
    private static final long TICK_NANOS = 1_000_000;

    private final SwitchServer server;
    private final NaivePeer peer;
    private final List<Wire> wires = new ArrayList<>();
    private volatile Wire station;
    private volatile boolean closed;

    /** @param stream what it sends to the TCP client, and then its end */
    ScriptedGuest(SwitchServer server, byte[] stream) {
        this.server = server;
        peer = new NaivePeer(new TcpConnection.End(IP, HTTP), new TcpConnection.End(Gateway.IP, 49152), stream, MSS,
                segment -> send(segment.frame(Gateway.MAC, MAC)));
        start(this::tick, "guest's timer");
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Leaves the port where it ran so far. */
    Wire goLive(long generation) throws IOException, InterruptedException {
        Wire wire = Wire.open(server.addresses().get(0));
        wires.add(wire);
        assertThat(wire.bind(new FenceTag("guest", 1, generation))).isEqualTo(FenceFrame.Kind.BOUND);
        station = wire;
        start(() -> run(wire), "guest");
        return wire;
    }

    private void tick() {
        while (!closed) {
            tell(guest -> guest.tick(System.nanoTime()));
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private void run(Wire wire) {
        try {
            while (station == wire) {
                byte[] frame = wire.next();
                synchronized (this) {
                    if (station == wire) {
                        frame(frame);
                    }
                }
            }
        } catch (InterruptedException | AssertionError e) {
            assertThat(e).as("the connection ended").isNotNull();
        }
    }

    private void frame(byte[] frame) {
        arpReply(frame).ifPresent(this::send);
        if (Ethernet.destination(frame) == MAC) {
            Tcp.decode(frame).ifPresent(segment -> peer.segment(segment, System.nanoTime()));
            Udp.decode(frame).ifPresent(datagram -> send(new Udp(IP, datagram.targetPort(), datagram.sourceIp(), datagram.sourcePort(),
                    datagram.payload()).frame(Ethernet.source(frame), MAC)));
        }
    }

    /** What the guest says to this frame, if it asks for its address. */
    static Optional<byte[]> arpReply(byte[] frame) {
        return Arp.decode(frame).filter(asked -> asked.targetIp() == IP)
                .map(asked -> new Arp(Arp.REPLY, MAC, IP, asked.senderMac(), asked.senderIp()).frame(asked.senderMac(), MAC));
    }

    private void send(byte[] frame) {
        try {
            if (station != null) {
                station.send(frame);
            }
        } catch (IOException e) {
            assertThat(e).as("fenced or closed").isNotNull();
        }
    }

    synchronized void tell(Consumer<NaivePeer> what) {
        what.accept(peer);
    }

    private synchronized boolean holds(BooleanSupplier condition) {
        return condition.getAsBoolean();
    }

    void awaitEnd() throws InterruptedException {
        await(peer::complete);
    }

    void awaitReset() throws InterruptedException {
        await(peer::wasReset);
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        while (!holds(condition)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the test's time is up");
            }
            Thread.yield();
        }
    }

    synchronized byte[] received() {
        return peer.received();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Wire wire : wires) {
            wire.close();
        }
    }
}
