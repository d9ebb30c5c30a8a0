package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.FrameReceiver;
import org.vmft.api.network.HostPort;
import org.vmft.api.network.NetworkPort;
import org.vmft.network.packet.Ethernet;

/** Against a plain server socket, so that every byte is seen, and against the switch. */
@Timeout(120)
class StreamNetworkTest {
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final FenceTag TAG = new FenceTag("guest", 1, 2);

    @TempDir
    private Path folder;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocketChannel server;
    private StreamAddress address;

    @BeforeEach
    void listen() throws IOException {
        server = opened(ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)));
        address = StreamAddress.tcp(new HostPort("127.0.0.1", ((InetSocketAddress) server.getLocalAddress()).getPort()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void bytesOnTheStreamAreAsQemuSendsThem() throws Exception {
        NetworkPort port = attach(address, received::add);
        SocketChannel peer = opened(server.accept());
        byte[] frame = Frames.frame(Frames.mac(2), Frames.mac(1), 0x01020304, 18);
        transmitUntilTaken(port, frame);
        assertThat(HexFormat.of().formatHex(read(peer, 22)))
                .isEqualTo("00000012" + "525400000002" + "525400000001" + "88b5" + "01020304");
        peer.write(ByteBuffer.wrap(HexFormat.of().parseHex("00000012" + "525400000001" + "525400000002" + "88b5" + "05060708")));
        assertThat(next()).isEqualTo(Frames.frame(Frames.mac(1), Frames.mac(2), 0x05060708, 18));
    }

    @Test
    void bindingIsTheFirstFrameOfEveryConnection() throws Exception {
        NetworkPort port = attach(address, received::add);
        port.bind(TAG);
        for (int connection = 0; connection < 3; connection++) {
            SocketChannel accepted = opened(server.accept());
            Wire peer = new Wire(accepted).reading();
            transmitUntilTaken(port, Frames.frame(1, 2, connection));
            assertThat(FenceFrame.decode(peer.next())).contains(new FenceFrame(FenceFrame.Kind.BIND, TAG));
            assertThat(Frames.marker(peer.next())).isEqualTo(connection);
            accepted.close();
        }
    }

    @Test
    void bindingOnAConnectionPrecedesEveryLaterFrame() throws Exception {
        NetworkPort port = attach(address, received::add);
        Wire peer = new Wire(opened(server.accept())).reading();
        transmitUntilTaken(port, Frames.frame(1, 2, 1));
        port.bind(TAG);
        port.transmit(Frames.frame(1, 2, 2));
        assertThat(Frames.marker(peer.next())).isEqualTo(1);
        assertThat(FenceFrame.decode(peer.next())).contains(new FenceFrame(FenceFrame.Kind.BIND, TAG));
        assertThat(Frames.marker(peer.next())).isEqualTo(2);
    }

    @Test
    void announcementIsOneRarpFrame() throws Exception {
        NetworkPort port = attach(address, received::add);
        Wire peer = new Wire(opened(server.accept())).reading();
        await(() -> port.announce(Frames.mac(5)));
        assertThat(peer.next()).isEqualTo(Announcement.rarp(Frames.mac(5)));
    }

    @Test
    void guestCannotBindThePortItself() throws Exception {
        NetworkPort port = attach(address, received::add);
        Wire peer = new Wire(opened(server.accept())).reading();
        transmitUntilTaken(port, Frames.frame(1, 2, 1));
        long before = port.dropped();
        assertThat(port.transmit(new FenceFrame(FenceFrame.Kind.BIND, TAG).encode())).isFalse();
        assertThat(port.transmit(new byte[13])).isFalse();
        assertThat(port.transmit(Frames.frame(1, 2, 0, 1519))).isFalse();
        assertThat(port.dropped()).isEqualTo(before + 3);
        port.transmit(Frames.frame(1, 2, 9));
        assertThat(peer.markersUntil(9)).containsOnly(1);
    }

    @Test
    void whileNobodyListensFramesAreDroppedAndCountedAndThenItConnects() throws Exception {
        Path path = folder.resolve("switch");
        NetworkPort port = attach(StreamAddress.unix(path), received::add);
        port.bind(TAG);
        assertThat(port.transmit(Frames.frame(1, 2, 1))).isFalse();
        assertThat(port.dropped()).isEqualTo(1);
        for (int round = 0; round < 2; round++) {
            try (SwitchServer late = new SwitchServer(List.of(StreamAddress.unix(path)), Forwards.NONE);
                    Wire other = Wire.open(late.addresses().get(0))) {
                byte[] frame = Frames.frame(Ethernet.BROADCAST, 2, round);
                // What a connection took that ends before it knows is lost.
                await(() -> port.transmit(frame) && other.hasNext());
                assertThat(Frames.marker(other.next())).isEqualTo(round);
                other.send(Frames.frame(2, 4, 100 + round));
                assertThat(Frames.marker(next())).isEqualTo(100 + round);
            }
        }
    }

    @Test
    void survivorsFramesPassAndThoseOfTheStalePortNeverDoAgain() throws Exception {
        SwitchServer real = opened(new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")), Forwards.NONE));
        StreamAddress at = real.addresses().get(0);
        Wire client = opened(new Wire(at).reading());
        client.bind(new FenceTag("client", 1, 1));
        NetworkPort stale = attach(at, frame -> {});
        stale.bind(new FenceTag("guest", 1, 1));
        transmitUntilTaken(stale, Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 1));
        assertThat(Frames.marker(client.next())).isEqualTo(1);

        NetworkPort fresh = attach(at, frame -> {});
        fresh.bind(TAG);
        await(() -> fresh.announce(Frames.mac(1)));
        while (Ethernet.etherType(client.next()) != Ethernet.RARP) {
            continue;
        }
        // Of a port that is refused again and again: as often as it connects, nothing of it is carried.
        long refused = real.statistics().fencings();
        await(() -> {
            stale.transmit(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 666));
            return real.statistics().fencings() >= refused + 3;
        });
        fresh.transmit(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 2));
        assertThat(client.markersUntil(2)).doesNotContain(666);
    }

    @Test
    void switchThatDoesNotReadBlocksNobodyAndBindingsMakeItConnectAnew() throws Exception {
        NetworkPort port = attach(address, received::add);
        SocketChannel mute = opened(server.accept());
        transmitUntilTaken(port, Frames.frame(1, 2, 0));
        server.configureBlocking(false);
        long generation = 0;
        SocketChannel next = null;
        long start = System.nanoTime();
        while (next == null) {
            assertThat(System.nanoTime() - start).isLessThan(WAIT_NANOS_MAX);
            while (port.transmit(Frames.frame(1, 2, 1, 1500))) {
                continue;
            }
            port.bind(new FenceTag("guest", 1, ++generation));
            next = server.accept();
        }
        assertThat(mute.isOpen()).isTrue();
        assertThat(port.dropped()).isPositive();
        Wire peer = new Wire(opened(next)).reading();
        assertThat(FenceFrame.decode(peer.next()).orElseThrow().tag().generation()).isBetween(1L, generation);
    }

    /** What the socket does not take waits in the queue, and goes before what comes later. */
    @Test
    void framesKeepTheirOrderWhileTheSwitchReadsTooLittle() throws Exception {
        NetworkPort port = attach(address, received::add);
        SocketChannel slow = opened(server.accept());
        int sent = 0;
        await(() -> port.transmit(Frames.frame(1, 2, 0, 1500)));
        while (port.transmit(Frames.frame(1, 2, sent + 1, 1500))) {
            sent++;
        }
        Wire peer = new Wire(slow).reading();
        for (int i = 0; i <= sent; i++) {
            assertThat(Frames.marker(peer.next())).isEqualTo(i);
        }
        await(() -> port.transmit(Frames.frame(1, 2, -1)));
        assertThat(Frames.marker(peer.next())).isEqualTo(-1);
    }

    @Test
    void framesOfEachThreadThatTransmitsKeepTheirOrder() throws Exception {
        NetworkPort port = attach(address, received::add);
        Wire peer = new Wire(opened(server.accept())).reading();
        transmitUntilTaken(port, Frames.frame(1, 2, -1));
        assertThat(Frames.marker(peer.next())).isEqualTo(-1);
        int frames = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int thread = i;
            threads.add(new Thread(() -> {
                for (int n = 0; n < frames; n++) {
                    transmitUntilTaken(port, Frames.frame(1, thread, n));
                }
            }));
        }
        threads.forEach(Thread::start);
        int[] next = new int[2];
        for (int n = 0; n < 2 * frames; n++) {
            byte[] frame = peer.next();
            assertThat(Frames.marker(frame)).isEqualTo(next[(int) Ethernet.source(frame)]++);
        }
    }

    /** Whoever releases output may be told to end at that moment. */
    @Test
    void anInterruptedThreadTransmitsWithoutHarmToTheConnection() throws Exception {
        NetworkPort port = attach(address, received::add);
        Wire peer = new Wire(opened(server.accept())).reading();
        transmitUntilTaken(port, Frames.frame(1, 2, 0));
        Thread.currentThread().interrupt();
        assertThat(port.transmit(Frames.frame(1, 2, 1))).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(port.transmit(Frames.frame(1, 2, 2))).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(Frames.marker(peer.next())).isEqualTo(i);
        }
    }

    @Test
    void streamThatMakesNoSenseEndsTheConnectionAndItConnectsAgain() throws Exception {
        attach(address, received::add);
        SocketChannel garbled = opened(server.accept());
        garbled.write(ByteBuffer.allocate(4).putInt(0, 65536));
        Wire again = new Wire(opened(server.accept()));
        again.send(Frames.frame(1, 2, 8));
        assertThat(Frames.marker(next())).isEqualTo(8);
    }

    @Test
    void receiverThatFailsEndsTheConnectionAndItConnectsAgain() throws Exception {
        attach(address, frame -> {
            if (Frames.marker(frame) == 1) {
                throw new IllegalStateException("cannot take this one");
            }
            received.add(frame);
        });
        new Wire(opened(server.accept())).send(Frames.frame(1, 2, 1));
        new Wire(opened(server.accept())).send(Frames.frame(1, 2, 2));
        assertThat(Frames.marker(next())).isEqualTo(2);
    }

    @Test
    void closedPortEndsItsConnectionAndMakesNoNewOne() throws Exception {
        NetworkPort port = attach(address, received::add);
        Wire peer = new Wire(opened(server.accept())).reading();
        port.close();
        port.close();
        assertThat(peer.rest()).isEmpty();
        await(() -> !port.transmit(Frames.frame(1, 2, 1)));
        server.configureBlocking(false);
        assertThat(server.accept()).isNull();
    }

    @Test
    void networkThatGoesAwayClosesItsPorts() throws Exception {
        StreamNetwork network = new StreamNetwork(address);
        network.attach(received::add);
        Wire peer = new Wire(opened(server.accept())).reading();
        network.close();
        assertThat(peer.rest()).isEmpty();
    }

    @Test
    void badConfigurationNamesTheKey() {
        assertThatThrownBy(() -> new StreamNetwork(config(null))).hasMessage("org.vmft.network.stream: address: missing");
        assertThatThrownBy(() -> new StreamNetwork(config("nowhere")))
                .hasMessage("org.vmft.network.stream: address: expected host:port or unix:/path, actual \"nowhere\"");
    }

    @Test
    void configuredAddressIsUsed() throws Exception {
        StreamNetwork network = new StreamNetwork(config(address.toString()));
        opened.add(network::close);
        network.attach(received::add);
        opened(server.accept());
    }

    private NetworkPort attach(StreamAddress to, FrameReceiver receiver) {
        NetworkPort port = new StreamNetwork(to).attach(receiver);
        opened.add(port::close);
        return port;
    }

    private static void transmitUntilTaken(NetworkPort port, byte[] frame) {
        await(() -> port.transmit(frame));
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(WAIT_NANOS_MAX);
            Thread.yield();
        }
    }

    private byte[] next() throws InterruptedException {
        byte[] frame = received.poll(WAIT_NANOS_MAX, TimeUnit.NANOSECONDS);
        assertThat(frame).isNotNull();
        return frame;
    }

    private static byte[] read(SocketChannel channel, int bytes) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        while (in.hasRemaining()) {
            assertThat(channel.read(in)).isPositive();
        }
        return in.array();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private static StreamNetwork.Config config(String address) {
        return new StreamNetwork.Config() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return StreamNetwork.Config.class;
            }
        };
    }
}
