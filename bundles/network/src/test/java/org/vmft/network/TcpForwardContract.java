package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.network.Impairment;
import org.vmft.network.tcp.NaivePeer;
import org.vmft.testkit.Seed;

/** A real client's connection through the switch to a scripted guest, whatever line leads there. */
@Timeout(120)
abstract class TcpForwardContract {
    private static final int READ_MILLIS_MAX = 60_000;
    private static final int ENDLESS = 5_000_000;

    @TempDir
    private Path folder;
    private final SplittableRandom random = Seed.random(getClass().getSimpleName());
    private final List<AutoCloseable> opened = new ArrayList<>();
    private SwitchServer server;
    private ScriptedGuest guest;

    /** Of the line between switch and forwarder. */
    abstract Optional<Impairment> impairment(SplittableRandom source);

    /** A stream that takes this line a few seconds at most. */
    abstract int streamBytes();

    /** What many frames met on the line. */
    abstract void assertPassedOver(SwitchStatistics statistics);

    /** Starts a switch, and a guest that is not live yet. */
    void start(Optional<Impairment> impairment, byte[] fromGuest) throws IOException {
        server = opened(new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")),
                new Forwards(List.of(new Forward(0, ScriptedGuest.NAME, 7)), List.of(new Forward(0, ScriptedGuest.NAME, ScriptedGuest.HTTP))),
                impairment, Optional.of(capture())));
        guest = opened(new ScriptedGuest(server, fromGuest));
    }

    private Socket connect(byte[] fromGuest) throws Exception {
        start(impairment(random), fromGuest);
        Socket client = connect();
        guest.goLive(1);
        return client;
    }

    Socket connect() throws IOException {
        Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), server.tcpForwards().get(0).port()));
        socket.setSoTimeout(READ_MILLIS_MAX);
        return socket;
    }

    @AfterEach
    void stop() throws Exception {
        for (int last = opened.size() - 1; last >= 0; last--) {
            opened.get(last).close();
        }
    }

    <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    SwitchServer server() {
        return server;
    }

    ScriptedGuest guest() {
        return guest;
    }

    Path capture() {
        return folder.resolve("capture.pcap");
    }

    SplittableRandom random() {
        return random;
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** To the end, in a thread of its own. */
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

    @Test
    void bothStreamsPassWholeAndEachEndIsHeard() throws Exception {
        byte[] up = bytes(streamBytes());
        byte[] down = bytes(streamBytes() + 7);
        Socket client = connect(down);
        Thread writer = writing(client, up);

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(down);
        writer.join();
        guest.awaitEnd();
        assertThat(guest.received()).isEqualTo(up);
        assertPassedOver(server.statistics());
    }

    @Test
    void theClientMayEndLongBeforeTheGuest() throws Exception {
        byte[] down = bytes(streamBytes());
        Socket client = connect(down);
        client.shutdownOutput();
        guest.awaitEnd();

        assertThat(client.getInputStream().readAllBytes()).isEqualTo(down);
    }

    @Test
    void theGuestMayEndLongBeforeTheClient() throws Exception {
        byte[] up = bytes(streamBytes());
        Socket client = connect(new byte[0]);
        assertThat(client.getInputStream().readAllBytes()).isEmpty();

        writing(client, up).join();
        guest.awaitEnd();
        assertThat(guest.received()).isEqualTo(up);
    }

    /** The survivor has the guest's state and lacks what was on its way: the announcement, or time, brings it. */
    @Test
    void aDownloadGoesOnWhenTheGuestGoesLiveElsewhere() throws Exception {
        byte[] down = bytes(3 * streamBytes());
        Socket client = connect(down);
        byte[] first = client.getInputStream().readNBytes(streamBytes());

        guest.goLive(2).send(Announcement.rarp(ScriptedGuest.MAC));

        assertThat(first).isEqualTo(Arrays.copyOf(down, first.length));
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOfRange(down, first.length, down.length));
    }

    @Test
    void aResetOfTheGuestResetsTheClient() throws Exception {
        Socket client = connect(bytes(ENDLESS));
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
        Socket client = connect(bytes(ENDLESS));
        client.getInputStream().readNBytes(1000);
        client.setSoLinger(true, 0);
        client.close();

        guest.awaitReset();
    }
}
