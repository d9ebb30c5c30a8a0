package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.Impairment;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.tcp.NaivePeer;
import org.vmft.testkit.Seed;

/** Real clients and a scripted guest, with the forwarder at the end of a line that impairs what passes it. */
@Timeout(120)
class ImpairedForwarderTest {
    private static final String BAD_LINE = "delay=1,jitter=2,drop=3,duplicate=3,reorder=5";
    private static final int DATAGRAMS = 200;
    private static final int REPEAT_MILLIS = 100;
    private static final int READ_MILLIS_MAX = 60_000;

    private final SplittableRandom random = Seed.random("ImpairedForwarderTest");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private SwitchServer server;
    private ScriptedGuest guest;

    private void start(String impairment, byte[] fromGuest) throws Exception {
        server = new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")),
                new Forwards(List.of(new Forward(0, ScriptedGuest.NAME, 7)), List.of(new Forward(0, ScriptedGuest.NAME, ScriptedGuest.HTTP))),
                Optional.of(Impairment.parse(impairment, random.nextInt(1000))), Optional.empty());
        guest = new ScriptedGuest(server, fromGuest);
        opened.add(guest);
        guest.goLive(1);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.tcpForwards().get(0).port());
        socket.setSoTimeout(READ_MILLIS_MAX);
        opened.add(socket);
        return socket;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Thread writing(Socket client, byte[] bytes) {
        Thread writer = new Thread(() -> {
            try {
                client.getOutputStream().write(bytes);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        return writer;
    }

    private void assertImpaired() {
        SwitchStatistics statistics = server.statistics();
        assertThat(statistics.lost()).isPositive();
        assertThat(statistics.duplicated()).isPositive();
        assertThat(statistics.reordered()).isPositive();
    }

    @Test
    void bothStreamsPassWholeAndEachEndIsHeard() throws Exception {
        byte[] up = bytes(300_000);
        byte[] down = bytes(300_000);
        start(BAD_LINE, down);
        Socket client = connect();
        Thread writer = writing(client, up);

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(down);
        writer.join();
        guest.awaitEnd();
        assertThat(guest.received()).isEqualTo(up);
        assertImpaired();
    }

    @Test
    void theClientMayEndLongBeforeTheGuest() throws Exception {
        byte[] down = bytes(200_000);
        start(BAD_LINE, down);
        Socket client = connect();
        client.shutdownOutput();
        guest.awaitEnd();

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(down);
    }

    @Test
    void theGuestMayEndLongBeforeTheClient() throws Exception {
        byte[] up = bytes(200_000);
        start(BAD_LINE, new byte[0]);
        Socket client = connect();
        assertThat(client.getInputStream().readAllBytes()).isEmpty();

        writing(client, up).join();
        guest.awaitEnd();
        assertThat(guest.received()).isEqualTo(up);
    }

    /** The survivor has the guest's state and lacks what was on its way; the announcement may be lost, too. */
    @Test
    void aDownloadGoesOnWhenTheGuestGoesLiveElsewhere() throws Exception {
        byte[] down = bytes(400_000);
        start(BAD_LINE, down);
        Socket client = connect();
        byte[] first = client.getInputStream().readNBytes(100_000);

        Wire survivor = guest.goLive(2);
        survivor.send(Announcement.rarp(ScriptedGuest.MAC));

        assertThat(first).isEqualTo(Arrays.copyOf(down, first.length));
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOfRange(down, first.length, down.length));
    }

    @Test
    void aResetOfTheGuestResetsTheClient() throws Exception {
        start(BAD_LINE, bytes(5_000_000));
        Socket client = connect();
        client.getInputStream().readNBytes(1000);
        guest.tell(NaivePeer::reset);

        assertThatThrownBy(() -> {
            // What is not acknowledged is sent until the reset is heard. One thread: a reset is told once, to read or to write.
            client.getOutputStream().write(1);
            client.getInputStream().readAllBytes();
        }).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    }

    @Test
    void aResetOfTheClientResetsTheGuest() throws Exception {
        start(BAD_LINE, bytes(5_000_000));
        Socket client = connect();
        client.getInputStream().readNBytes(1000);
        client.setSoLinger(true, 0);
        client.close();

        guest.awaitReset();
    }

    /** Of datagrams nothing is promised but that they are whole; as clients do, this one asks again. */
    @Test
    void datagramsComeWholeOrNotAtAllAndAgainWhenAskedAgain() throws Exception {
        start("drop=20,duplicate=20,reorder=20", new byte[0]);
        List<byte[]> sent = new ArrayList<>();
        TreeSet<Integer> unanswered = new TreeSet<>();
        for (int i = 0; i < DATAGRAMS; i++) {
            sent.add(ByteBuffer.wrap(bytes(4 + random.nextInt(1000))).putInt(0, i).array());
            unanswered.add(i);
        }
        try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.connect(InetAddress.getLoopbackAddress(), server.udpForwards().get(0).port());
            client.setSoTimeout(REPEAT_MILLIS);
            while (!unanswered.isEmpty()) {
                for (int i : unanswered) {
                    client.send(new DatagramPacket(sent.get(i), sent.get(i).length));
                }
                for (Optional<byte[]> answer = receive(client); answer.isPresent(); answer = receive(client)) {
                    int number = ByteBuffer.wrap(answer.get()).getInt();
                    assertThat(answer.get()).isEqualTo(sent.get(number));
                    unanswered.remove(number);
                }
            }
        }
        assertImpaired();
    }

    private static Optional<byte[]> receive(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        try {
            client.receive(packet);
            return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    /** It would arrive in a minute. */
    @Test
    void whatIsOnItsWayFromAStalePortIsPurgedWhenAHigherGenerationIsBound() throws Exception {
        start("delay=60000", new byte[0]);
        Wire stale = Wire.open(server.addresses().get(0));
        Wire other = Wire.open(server.addresses().get(0));
        opened.addAll(List.of(stale, other));
        stale.bind(new FenceTag("stale", 1, 1));
        for (int i = 1; i <= 5; i++) {
            stale.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), i));
        }
        other.markersUntil(5);
        assertThat(server.statistics().purged()).isZero();

        Wire fresh = Wire.open(server.addresses().get(0));
        opened.add(fresh);
        assertThat(fresh.bind(new FenceTag("stale", 1, 2))).isEqualTo(FenceFrame.Kind.BOUND);

        while (server.statistics().fencings() == 0 && !Thread.currentThread().isInterrupted()) {
            Thread.yield();
        }
        assertThat(server.statistics().purged()).isEqualTo(5);
    }
}
