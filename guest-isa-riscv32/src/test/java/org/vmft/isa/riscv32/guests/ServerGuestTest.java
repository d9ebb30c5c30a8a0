package org.vmft.isa.riscv32.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.vmft.network.packet.Arp;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.packet.Tcp;
import org.vmft.network.packet.Udp;
import org.vmft.testkit.Seed;

/** The server guest on this machine, asked over a wire. */
class ServerGuestTest {
    private static final int LINES = 7;
    private static final int HTTP = 80;
    private static final int REQUESTS = 7777;
    private static final int WINDOW = 20_000;
    private static final double NO_TROUBLE = 0;
    private static final double TROUBLE = 0.05;

    private final Clients host = new Clients();
    private final List<TcpClient> clients = host.all();

    private Wire wire(String test, double trouble) {
        return host.on(new Wire(Seed.random(test), trouble));
    }

    private TcpClient connect(Wire wire, int serverPort, byte[] toSend, int window) {
        return host.connect(wire, serverPort, toSend, window, Tcp.NO_SCALE);
    }

    private TcpClient connect(Wire wire, int serverPort, String toSend) {
        return connect(wire, serverPort, ascii(toSend), WINDOW);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.0\r\n\r\n";
    }

    private static byte[] generated(int length, int seed) {
        ByteBuffer bytes = ByteBuffer.allocate(length + 3).order(ByteOrder.LITTLE_ENDIAN);
        for (int state = seed; bytes.position() < length;) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            bytes.putInt(state);
        }
        return Arrays.copyOf(bytes.array(), length);
    }

    private static void assertAnswer(TcpClient client, byte[] content) {
        byte[] expected = content.clone();
        assertThat(client.reset()).isFalse();
        String received = new String(client.received(), StandardCharsets.ISO_8859_1);
        assertThat(received).startsWith("HTTP/1.0 200 OK\r\n").contains("\r\nContent-Length: " + expected.length + "\r\n");
        byte[] body = received.substring(received.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Arrays.equals(body, expected)).as("%d bytes, the same as %d expected", body.length, expected.length).isTrue();
    }

    @Test
    void downloadsAndUploadsSurviveLostDoubledAndDelayedFrames() {
        Wire wire = wire("downloadsAndUploadsSurviveLostDoubledAndDelayedFrames", TROUBLE);
        TcpClient download = connect(wire, HTTP, get("/cgi-bin/bytes/100001?seed=77"));
        byte[] sent = generated(60_000, 5);
        CRC32 crc = new CRC32();
        crc.update(sent);
        byte[] head = ascii("POST /cgi-bin/checksum HTTP/1.0\r\ncontent-length: 60000\r\n\r\n");
        byte[] whole = Arrays.copyOf(head, head.length + sent.length);
        System.arraycopy(sent, 0, whole, head.length, sent.length);
        TcpClient upload = connect(wire, HTTP, whole, WINDOW);
        wire.runUntil("end of both", () -> download.ended() && upload.ended());
        assertAnswer(download, generated(100_001, 77));
        assertAnswer(upload, ascii("60000 %08x\n".formatted(crc.getValue())));
    }

    @Test
    void everyLineIsAnsweredOnceAndInOrderOverABadWire() {
        Wire wire = wire("everyLineIsAnsweredOnceAndInOrderOverABadWire", TROUBLE);
        StringBuilder lines = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int line = 1; line <= 3_000; line++) {
            lines.append("line ").append(line * 7).append('\n');
            expected.append(line).append(" line ").append(line * 7).append('\n');
        }
        TcpClient client = connect(wire, LINES, lines.toString());
        wire.runUntil("end", client::ended);
        assertThat(new String(client.received(), StandardCharsets.US_ASCII)).isEqualTo(expected.toString());
    }

    @Test
    void severalAreServedAtOnceAndAllMemoryIsFreeAgain() {
        Wire wire = wire("severalAreServedAtOnceAndAllMemoryIsFreeAgain", NO_TROUBLE);
        for (int round = 0; round < 3; round++) {
            clients.clear();
            for (int number = 0; number < 24; number++) {
                clients.add(new TcpClient(wire, 41_000 + round * 100 + number, HTTP, number,
                        ascii(get("/cgi-bin/bytes/5000?seed=" + (number + 1))), WINDOW));
            }
            wire.runUntil("end of all", () -> clients.stream().allMatch(TcpClient::ended));
            for (int number = 0; number < 24; number++) {
                assertAnswer(clients.get(number), generated(5000, number + 1));
            }
        }
        clients.clear();
        wire.runUntil("nothing to wait for", () -> wire.wakeTime() == Long.MAX_VALUE);
    }

    @Test
    void serverWaitsWhileTheClientHasNoRoom() {
        Wire wire = wire("serverWaitsWhileTheClientHasNoRoom", NO_TROUBLE);
        TcpClient client = connect(wire, HTTP, ascii(get("/cgi-bin/bytes/50000")), 3000);
        wire.runUntil("some bytes", () -> client.received().length > 10_000);
        client.accepts(false);
        int before = client.received().length;
        long until = wire.now() + 60 * Wire.TICKS_PER_SECOND;
        wire.runUntil("a minute without room", () -> wire.now() > until);
        assertThat(client.received()).hasSize(before);
        client.accepts(true);
        wire.runUntil("end", client::ended);
        assertAnswer(client, generated(50_000, 1));
    }

    @Test
    void peerThatVanishesIsForgottenInTheEnd() {
        Wire wire = wire("peerThatVanishesIsForgottenInTheEnd", NO_TROUBLE);
        connect(wire, HTTP, get("/cgi-bin/bytes/50000"));
        wire.runUntil("some bytes", () -> clients.get(0).received().length > 10_000);
        clients.clear();
        wire.runUntil("nothing to wait for", () -> wire.wakeTime() == Long.MAX_VALUE);
        TcpClient next = connect(wire, HTTP, get("/"));
        wire.runUntil("an answer", next::ended);
        assertAnswer(next, ascii("2\n"));
    }

    @Test
    void closedPortIsRefusedAndADamagedSegmentIsNotHeard() {
        Wire wire = wire("closedPortIsRefusedAndADamagedSegmentIsNotHeard", NO_TROUBLE);
        TcpClient refused = connect(wire, 81, "");
        wire.runUntil("refusal", refused::reset);
        clients.clear();
        List<Tcp> heard = new ArrayList<>();
        wire.host(new Wire.Host() {
            @Override
            public void frame(byte[] frame) {
                Tcp.decode(frame).ifPresent(heard::add);
            }

            @Override
            public void tick(long now) {}
        });
        byte[] damaged = new Tcp(Wire.HOST_IP, 5, Wire.GUEST_IP, HTTP, 9, 0, Tcp.SYN, 100, 0, Tcp.NO_SCALE, new byte[0])
                .frame(Wire.GUEST_MAC, Wire.HOST_MAC);
        damaged[damaged.length - 3] ^= 4;
        wire.send(damaged);
        long until = wire.now() + Wire.TICKS_PER_SECOND;
        wire.runUntil("a second", () -> wire.now() > until);
        assertThat(heard).isEmpty();
    }

    @Test
    void requestsAreTakenOnceAndChained() {
        Wire wire = wire("requestsAreTakenOnceAndChained", NO_TROUBLE);
        List<ByteBuffer> answers = new ArrayList<>();
        List<Arp> replies = new ArrayList<>();
        wire.host(new Wire.Host() {
            @Override
            public void frame(byte[] frame) {
                Udp.decode(frame).ifPresent(udp -> answers.add(ByteBuffer.wrap(udp.payload())));
                Arp.decode(frame).ifPresent(replies::add);
            }

            @Override
            public void tick(long now) {}
        });
        wire.send(new Arp(Arp.REQUEST, Wire.HOST_MAC, Wire.HOST_IP, 0, Wire.GUEST_IP).frame(Ethernet.BROADCAST, Wire.HOST_MAC));
        wire.runUntil("an ARP reply", () -> !replies.isEmpty());
        assertThat(replies).containsExactly(new Arp(Arp.REPLY, Wire.GUEST_MAC, Wire.GUEST_IP, Wire.HOST_MAC, Wire.HOST_IP));

        SplittableRandom random = new SplittableRandom(3);
        long chain = 0;
        for (int id = 1; id <= 300; id++) {
            byte[] payload = new byte[random.nextInt(1001)];
            random.nextBytes(payload);
            chain = hash(ByteBuffer.allocate(20 + payload.length).putLong(chain).putInt(9).putLong(id).put(payload).array());
            request(wire, id, payload);
            int asked = id;
            wire.runUntil("answer " + id, () -> answers.size() == asked);
            assertThat(answers.get(id - 1)).isEqualTo(ByteBuffer.allocate(36).putInt(0x56524550).putLong(id).putInt(9).putLong(id)
                    .putLong(chain).putInt(payload.length).flip());
        }
        request(wire, 200, new byte[0]);
        wire.runUntil("the first answer again", () -> answers.size() == 301);
        assertThat(answers.get(300)).isEqualTo(answers.get(199));
        request(wire, 2, new byte[0]);
        long until = wire.now() + Wire.TICKS_PER_SECOND;
        wire.runUntil("a second", () -> wire.now() > until);
        assertThat(answers).hasSize(301);
    }

    @Test
    void answersOfManyClientsAreFoundAgainUntilLaterOnesTakeTheirPlace() {
        Wire wire = wire("answersOfManyClientsAreFoundAgainUntilLaterOnesTakeTheirPlace", NO_TROUBLE);
        List<ByteBuffer> answers = new ArrayList<>();
        wire.host(new Wire.Host() {
            @Override
            public void frame(byte[] frame) {
                Udp.decode(frame).ifPresent(udp -> answers.add(ByteBuffer.wrap(udp.payload())));
            }

            @Override
            public void tick(long now) {}
        });
        int clients = 40;
        int kept = 256;
        int all = 10 * clients;
        for (int number = 0; number < all; number++) {
            request(wire, number / clients + 1, number % clients, new byte[0]);
            int asked = number + 1;
            wire.runUntil("answer " + asked, () -> answers.size() == asked);
        }
        for (int number = 0; number < all; number++) {
            request(wire, number / clients + 1, number % clients, new byte[0]);
        }
        long until = wire.now() + Wire.TICKS_PER_SECOND;
        wire.runUntil("a second", () -> wire.now() > until);
        assertThat(answers.subList(all, answers.size())).isEqualTo(answers.subList(all - kept, all));
    }

    private static void request(Wire wire, long id, byte[] payload) {
        request(wire, id, 9, payload);
    }

    private static void request(Wire wire, long id, int client, byte[] payload) {
        byte[] datagram = ByteBuffer.allocate(16 + payload.length).putInt(0x56524551).putLong(id).putInt(client).put(payload).array();
        wire.send(new Udp(Wire.HOST_IP, 5000, Wire.GUEST_IP, REQUESTS, datagram).frame(Wire.GUEST_MAC, Wire.HOST_MAC));
    }

    private static long hash(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte part : bytes) {
            hash = (hash ^ part & 0xff) * 0x100000001b3L;
        }
        return hash;
    }
}
