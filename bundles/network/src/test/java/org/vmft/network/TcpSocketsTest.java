package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.network.FenceTag;
import org.vmft.network.packet.Arp;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.packet.Ipv4;
import org.vmft.network.packet.Tcp;
import org.vmft.network.tcp.NaivePeer;
import org.vmft.network.tcp.TcpConnection;
import org.vmft.testkit.Seed;

/** Real clients' connections through the switch to a scripted guest. */
@Timeout(120)
class TcpSocketsTest {
    private static final int GUEST_IP = Ipv4.parse("10.0.2.15");
    private static final long MAC = Frames.mac(15);
    private static final TcpConnection.End GUEST = new TcpConnection.End(GUEST_IP, 80);
    private static final int MSS = 1000;

    @TempDir
    private Path folder;

    private final SplittableRandom random = Seed.random("TcpSocketsTest");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path capture;
    private SwitchServer server;
    private NaivePeer peer;
    private volatile Wire station;

    @BeforeEach
    void start() throws IOException {
        capture = folder.resolve("capture.pcap");
        server = new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")),
                new Forwards(List.of(), List.of(new Forward(0, "10.0.2.15", 80))), Optional.of(capture));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        server.close();
    }

    private Wire guestRunsAt(long generation) throws Exception {
        Wire wire = Wire.open(server.addresses().get(0));
        opened.add(wire);
        assertThat(wire.bind(new FenceTag("guest", 1, generation))).isEqualTo(FenceFrame.Kind.BOUND);
        station = wire;
        Thread thread = new Thread(() -> run(wire), "guest");
        thread.setDaemon(true);
        thread.start();
        return wire;
    }

    private void run(Wire wire) {
        try {
            while (station == wire) {
                byte[] frame = wire.next();
                synchronized (this) {
                    if (station == wire) {
                        frame(wire, frame);
                    }
                }
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            assertThat(e).as("the connection ended").isNotNull();
        }
    }

    private void frame(Wire wire, byte[] frame) throws IOException {
        Optional<Arp> arp = Arp.decode(frame).filter(asked -> asked.targetIp() == GUEST_IP);
        if (arp.isPresent()) {
            wire.send(new Arp(Arp.REPLY, MAC, GUEST_IP, arp.get().senderMac(), arp.get().senderIp()).frame(arp.get().senderMac(), MAC));
        }
        Optional<Tcp> segment = Ethernet.destination(frame) == MAC ? Tcp.decode(frame) : Optional.empty();
        if (segment.isPresent()) {
            peer.segment(segment.get(), System.nanoTime());
        }
    }

    private synchronized void send(Tcp segment) {
        try {
            station.send(segment.frame(Gateway.MAC, MAC));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket connect(byte[] fromGuest) throws IOException {
        peer = new NaivePeer(GUEST, new TcpConnection.End(Gateway.IP, 49152), fromGuest, MSS, this::send);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.tcpForwards().get(0).port());
        opened.add(socket);
        return socket;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private synchronized boolean holds(BooleanSupplier condition) {
        peer.tick(System.nanoTime());
        return condition.getAsBoolean();
    }

    private void await(BooleanSupplier condition) {
        while (!holds(condition)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void bothStreamsPassWholeAndEachEndIsHeard() throws Exception {
        byte[] up = bytes(700_000);
        byte[] down = bytes(900_000);
        Socket client = connect(down);
        guestRunsAt(1);
        Thread writer = new Thread(() -> {
            try {
                client.getOutputStream().write(up);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(down);
        writer.join();
        await(peer::complete);
        assertThat(peer.received()).isEqualTo(up);
    }

    /** The survivor has the guest's state and lacks what was on its way: the announcement alone brings it. */
    @Test
    void aDownloadGoesOnWhenTheGuestGoesLiveElsewhere() throws Exception {
        byte[] down = bytes(3_000_000);
        Socket client = connect(down);
        guestRunsAt(1);
        byte[] first = client.getInputStream().readNBytes(1_000_000);

        Wire survivor = guestRunsAt(2);
        survivor.send(Announcement.rarp(MAC));
        Thread ticker = new Thread(() -> await(peer::delivered));
        ticker.setDaemon(true);
        ticker.start();
        byte[] rest = client.getInputStream().readAllBytes();

        assertThat(first).isEqualTo(Arrays.copyOf(down, first.length));
        assertThat(rest).isEqualTo(Arrays.copyOfRange(down, first.length, down.length));
    }

    @Test
    void aResetOfTheGuestResetsTheClient() throws Exception {
        Socket client = connect(bytes(5_000_000));
        guestRunsAt(1);
        client.getInputStream().readNBytes(1000);
        synchronized (this) {
            peer.deaf(true);
            peer.reset();
        }

        assertThatThrownBy(() -> client.getInputStream().readAllBytes()).isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void aResetOfTheClientResetsTheGuest() throws Exception {
        Socket client = connect(bytes(5_000_000));
        guestRunsAt(1);
        client.getInputStream().readNBytes(1000);
        client.setSoLinger(true, 0);
        client.close();

        await(peer::wasReset);
    }

    @Test
    void manyClientsAreServedAndTooManyAreRefused() throws Exception {
        connect(new byte[0]);
        List<Socket> clients = new ArrayList<>();
        for (int i = 1; i < TcpConnections.CONNECTIONS_MAX; i++) {
            clients.add(connect(new byte[0]));
        }
        Socket oneTooMany = connect(new byte[0]);

        assertThatThrownBy(() -> oneTooMany.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(clients).allMatch(client -> !client.isInputShutdown());
    }

    @Test
    void theCaptureHoldsTheFramesInOrder() throws Exception {
        Socket client = connect(bytes(10));
        guestRunsAt(1);
        client.getInputStream().readAllBytes();
        server.close();

        byte[] file = Files.readAllBytes(capture);
        ByteBuffer in = ByteBuffer.wrap(file);
        assertThat(in.getInt()).isEqualTo(0xa1b23c4d);
        in.position(24);
        List<Integer> flags = new ArrayList<>();
        long last = 0;
        while (in.hasRemaining()) {
            long time = in.getInt() * 1_000_000_000L + in.getInt();
            assertThat(time).isGreaterThanOrEqualTo(last);
            last = time;
            byte[] frame = new byte[in.getInt()];
            assertThat(in.getInt()).isEqualTo(frame.length);
            in.get(frame);
            Tcp.decode(frame).ifPresent(segment -> flags.add(segment.flags()));
        }
        assertThat(flags).startsWith(Tcp.SYN, Tcp.SYN | Tcp.ACK);
        assertThat(flags).filteredOn(each -> (each & Tcp.SYN) != 0).hasSize(2);
    }
}
