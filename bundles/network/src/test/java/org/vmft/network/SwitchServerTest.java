package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.HostPort;
import org.vmft.network.packet.Ethernet;
import org.vmft.testkit.Seed;

@Timeout(120)
class SwitchServerTest {
    private static final int TCP = 0;
    private static final int UNIX = 1;
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int DONE = -1;

    @TempDir
    private Path folder;
    private SwitchServer server;
    private final List<Wire> wires = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = new SwitchServer(
                List.of(StreamAddress.parse("127.0.0.1:0"), StreamAddress.unix(folder.resolve("switch"))), Forwards.NONE);
    }

    @AfterEach
    void stop() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
        server.close();
    }

    @Test
    void aSwitchThatCannotListenLeavesAnEarlierCaptureAlone() throws IOException {
        Path capture = Files.writeString(folder.resolve("capture"), "earlier");
        assertThatThrownBy(() -> new SwitchServer(List.of(server.addresses().get(TCP)), Forwards.NONE, Optional.empty(), Optional.of(capture)))
                .isInstanceOf(IOException.class);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Forwards forwards = new Forwards(List.of(), List.of(new Forward(taken.getLocalPort(), "10.0.2.15", 80)));
            assertThatThrownBy(() -> new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")), forwards, Optional.empty(),
                    Optional.of(capture))).hasMessageStartingWith("cannot listen on TCP ");
        }
        assertThat(capture).hasContent("earlier");
    }

    @ParameterizedTest
    @ValueSource(ints = {TCP, UNIX})
    void framesPassByteForByte(int kind) throws Exception {
        Wire one = reading(kind);
        Wire two = reading(kind);
        SplittableRandom random = Seed.random("framesPassByteForByte");
        for (int bytes = Ethernet.HEADER_BYTES; bytes <= Ethernet.FRAME_BYTES_MAX; bytes++) {
            byte[] frame = new byte[bytes];
            random.nextBytes(frame);
            Ethernet.header(frame, Frames.mac(2), Frames.mac(1), Frames.TYPE);
            one.send(frame);
            assertThat(two.next()).isEqualTo(frame);
        }
    }

    @Test
    void stationsOfBothKindsAreOnOneNetworkAndLearntOnesAreNotFlooded() throws Exception {
        Wire tcp = reading(TCP);
        Wire unix = reading(UNIX);
        Wire third = reading(TCP);
        tcp.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 1));
        assertThat(Frames.marker(unix.next())).isEqualTo(1);
        assertThat(Frames.marker(third.next())).isEqualTo(1);
        unix.send(Frames.frame(Frames.mac(1), Frames.mac(2), 2));
        assertThat(Frames.marker(tcp.next())).isEqualTo(2);
        tcp.send(Frames.frame(Frames.mac(2), Frames.mac(1), 3));
        assertThat(Frames.marker(unix.next())).isEqualTo(3);
        tcp.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 4));
        assertThat(Frames.marker(third.next())).as("neither 2 nor 3").isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {TCP, UNIX})
    void noFrameOfAStalePortFollowsTheAnswerToTheBinding(int kind) throws Exception {
        for (int round = 0; round < 20; round++) {
            Wire client = reading(kind);
            Wire stale = reading(kind);
            Wire fresh = reading(kind);
            FenceTag old = new FenceTag("guest" + round, 1, 1);
            assertThat(stale.bind(old)).isEqualTo(FenceFrame.Kind.BOUND);
            Thread late = new Thread(() -> {
                try {
                    for (int i = 1; ; i++) {
                        stale.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), i));
                    }
                } catch (IOException e) {
                    assertThat(e).as("closed by the switch").isNotNull();
                }
            });
            late.start();
            client.next();
            assertThat(fresh.bind(new FenceTag(old.vm(), 1, 2))).isEqualTo(FenceFrame.Kind.BOUND);
            fresh.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), DONE));
            client.markersUntil(DONE);
            late.join();
            stale.rest();
            fresh.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), DONE));
            assertThat(client.markersUntil(DONE)).as("after the answer").isEmpty();
            assertThat(reading(kind).bind(old)).isEqualTo(FenceFrame.Kind.STALE);
            client.close();
            fresh.close();
        }
        await(now -> now.fencings() == 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {TCP, UNIX})
    void whatWasQueuedOfAStalePortIsPurgedBeforeTheBindingIsAnswered(int kind) throws Exception {
        Wire client = station(kind);
        client.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(9), 0));
        await(now -> now.carried() == 1);
        Wire stale = reading(kind);
        stale.bind(new FenceTag("guest", 1, 1));
        int sent = 0;
        while (server.statistics().overflowed() == 0) {
            stale.send(Frames.frame(Frames.mac(9), Frames.mac(1), sent++, 1000));
        }
        Wire fresh = reading(kind);
        fresh.bind(new FenceTag("guest", 1, 2));
        await(now -> now.fencings() == 1);
        long queued = server.statistics().carried() - 1 - server.statistics().overflowed();
        long purged = server.statistics().purged();
        fresh.send(Frames.frame(Frames.mac(9), Frames.mac(1), DONE));
        List<Integer> received = client.reading().markersUntil(DONE);
        assertThat(purged).isPositive();
        assertThat((long) received.size()).isEqualTo(queued - purged);
        for (int i = 0; i < received.size(); i++) {
            assertThat(received.get(i)).isEqualTo(i);
        }
    }

    @Test
    void portThatNeverReadsDelaysNobody() throws Exception {
        Wire mute = station(TCP);
        mute.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(7), 0));
        await(now -> now.carried() == 1);
        Wire one = reading(TCP);
        Wire two = reading(UNIX);
        two.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(2), 0));
        for (int i = 1; server.statistics().overflowed() == 0; i++) {
            one.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), i, 1000));
            one.send(Frames.frame(Frames.mac(2), Frames.mac(1), -i));
            two.markersUntil(-i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TCP, UNIX})
    void frameLengthBeyondTheBoundClosesThePortAlone(int kind) throws Exception {
        Wire bad = reading(kind);
        Wire one = reading(kind);
        Wire two = reading(kind);
        bad.sendRaw(ByteBuffer.allocate(4).putInt(65536).array());
        assertThat(bad.rest()).isEmpty();
        one.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 5));
        assertThat(Frames.marker(two.next())).isEqualTo(5);
    }

    @Test
    void malformedFramesAreDroppedAndThePortStaysOpen() throws Exception {
        Wire one = reading(TCP);
        Wire two = reading(TCP);
        one.send(new byte[0]);
        one.send(new byte[13]);
        one.send(new byte[65535]);
        one.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 5));
        assertThat(Frames.marker(two.next())).isEqualTo(5);
        await(now -> now.malformed() == 3);
    }

    @Test
    void randomStreamsNeverEndTheSwitch() throws Exception {
        SplittableRandom random = Seed.random("randomStreamsNeverEndTheSwitch");
        Wire two = reading(UNIX);
        for (int i = 0; i < 200; i++) {
            try (Wire wire = new Wire(server.addresses().get(i % 2))) {
                byte[] bytes = new byte[random.nextInt(3000)];
                random.nextBytes(bytes);
                if (bytes.length > 20 && random.nextBoolean()) {
                    ByteBuffer.wrap(bytes).putInt(0, 4 + random.nextInt(40));
                }
                wire.sendRaw(bytes);
            } catch (IOException e) {
                assertThat(e).as("closed by the switch while it was sent to").isNotNull();
            }
        }
        station(TCP).send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), 77));
        for (byte[] frame = two.next(); frame.length < 18 || Frames.marker(frame) != 77; frame = two.next()) {
            continue;
        }
    }

    @Test
    void whoBindsAndNeverReadsTheAnswersIsClosed() throws Exception {
        Wire greedy = station(UNIX);
        assertThatThrownBy(() -> {
            for (int generation = 1; generation < 1_000_000; generation++) {
                greedy.send(new FenceFrame(FenceFrame.Kind.BIND, new FenceTag("guest", 1, generation)).encode());
            }
        }).isInstanceOf(IOException.class);
    }

    @Test
    void portsBeyondTheBoundAreClosedAndAPlaceIsFreeAgainAfterwards() throws Exception {
        List<Wire> held = new ArrayList<>();
        for (int i = 0; i < SwitchServer.PORTS_MAX; i++) {
            held.add(station(TCP));
        }
        await(now -> now.ports() == SwitchServer.PORTS_MAX);
        assertThat(station(UNIX).reading().rest()).isEmpty();
        held.get(0).close();
        await(now -> now.ports() < SwitchServer.PORTS_MAX);
        assertThat(reading(UNIX).bind(new FenceTag("guest", 1, 1))).isEqualTo(FenceFrame.Kind.BOUND);
    }

    @Test
    void addressesInUseAreNamed() throws Exception {
        StreamAddress tcp = server.addresses().get(TCP);
        assertThatThrownBy(() -> new SwitchServer(List.of(tcp), Forwards.NONE)).isInstanceOf(IOException.class)
                .hasMessage("cannot listen on " + tcp + ": Address already in use");
        StreamAddress unix = server.addresses().get(UNIX);
        assertThatThrownBy(() -> new SwitchServer(List.of(unix), Forwards.NONE)).isInstanceOf(IOException.class)
                .hasMessage("cannot listen on " + unix + ": another process listens there");
        try (SwitchServer forwarding = new SwitchServer(List.of(), new Forwards(List.of(new Forward(0, "10.0.2.15", 7)), List.of()))) {
            int taken = forwarding.udpForwards().get(0).port();
            assertThatThrownBy(() -> new SwitchServer(List.of(), new Forwards(List.of(new Forward(taken, "10.0.2.15", 7)), List.of())))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on UDP 127.0.0.1:" + taken + ": Address already in use");
        }
    }

    @Test
    void pathThatIsNoSocketIsNotTouched() throws Exception {
        Path file = Files.writeString(folder.resolve("notes"), "precious");
        assertThatThrownBy(() -> new SwitchServer(List.of(StreamAddress.unix(file)), Forwards.NONE)).isInstanceOf(IOException.class)
                .hasMessage("cannot listen on unix:" + file + ": exists and is not a socket");
        assertThat(file).hasContent("precious");
    }

    @Test
    void closingFreesTheAddressesAndEndsTheConnections() throws Exception {
        Wire wire = reading(TCP);
        wire.bind(new FenceTag("guest", 1, 1));
        List<StreamAddress> addresses = server.addresses();
        server.close();
        server.close();
        assertThat(wire.rest()).isEmpty();
        assertThat(folder.resolve("switch")).doesNotExist();
        new SwitchServer(List.of(StreamAddress.tcp(HostPort.parse(addresses.get(TCP).toString())), addresses.get(UNIX)), Forwards.NONE)
                .close();
    }

    private Wire reading(int kind) throws IOException, InterruptedException {
        Wire wire = Wire.open(server.addresses().get(kind));
        wires.add(wire);
        return wire;
    }

    private Wire station(int kind) throws IOException {
        Wire wire = new Wire(server.addresses().get(kind));
        wires.add(wire);
        return wire;
    }

    private void await(Predicate<SwitchStatistics> condition) {
        long start = System.nanoTime();
        while (!condition.test(server.statistics())) {
            assertThat(System.nanoTime() - start).as("%s", server.statistics()).isLessThan(WAIT_NANOS_MAX);
            Thread.onSpinWait();
        }
    }
}
