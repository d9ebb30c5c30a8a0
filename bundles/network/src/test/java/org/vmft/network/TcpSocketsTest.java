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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.network.packet.Tcp;
import org.vmft.network.tcp.NaivePeer;
import org.vmft.testkit.Seed;

/** Real clients' connections through the switch to a scripted guest. */
@Timeout(120)
class TcpSocketsTest {
    @TempDir
    private Path folder;

    private final SplittableRandom random = Seed.random("TcpSocketsTest");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path capture;
    private SwitchServer server;
    private ScriptedGuest guest;

    @BeforeEach
    void start() throws IOException {
        capture = folder.resolve("capture.pcap");
        server = new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")),
                new Forwards(List.of(), List.of(new Forward(0, ScriptedGuest.NAME, ScriptedGuest.HTTP))), Optional.empty(), Optional.of(capture));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        server.close();
    }

    private Socket connect(byte[] fromGuest) throws IOException {
        guest = new ScriptedGuest(server, fromGuest);
        opened.add(guest);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.tcpForwards().get(0).port());
        opened.add(socket);
        return socket;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void bothStreamsPassWholeAndEachEndIsHeard() throws Exception {
        byte[] up = bytes(700_000);
        byte[] down = bytes(900_000);
        Socket client = connect(down);
        guest.goLive(1);
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
        guest.awaitEnd();
        assertThat(guest.received()).isEqualTo(up);
    }

    /** The survivor has the guest's state and lacks what was on its way: the announcement alone brings it. */
    @Test
    void aDownloadGoesOnWhenTheGuestGoesLiveElsewhere() throws Exception {
        byte[] down = bytes(3_000_000);
        Socket client = connect(down);
        guest.goLive(1);
        byte[] first = client.getInputStream().readNBytes(1_000_000);

        Wire survivor = guest.goLive(2);
        survivor.send(Announcement.rarp(ScriptedGuest.MAC));
        byte[] rest = client.getInputStream().readAllBytes();

        assertThat(first).isEqualTo(Arrays.copyOf(down, first.length));
        assertThat(rest).isEqualTo(Arrays.copyOfRange(down, first.length, down.length));
    }

    @Test
    void aResetOfTheGuestResetsTheClient() throws Exception {
        Socket client = connect(bytes(5_000_000));
        guest.goLive(1);
        client.getInputStream().readNBytes(1000);
        guest.tell(NaivePeer::reset);

        assertThatThrownBy(() -> client.getInputStream().readAllBytes()).isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void aResetOfTheClientResetsTheGuest() throws Exception {
        Socket client = connect(bytes(5_000_000));
        guest.goLive(1);
        client.getInputStream().readNBytes(1000);
        client.setSoLinger(true, 0);
        client.close();

        guest.awaitReset();
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
        guest.goLive(1);
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
