package org.vmft.isa.riscv32.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.vmft.network.packet.Tcp;
import org.vmft.testkit.Seed;

/** How much the server guest sends and takes in without hearing from its peer, and what that does when frames are lost. */
class ServerGuestWindowTest {
    private static final int LINES = 7;
    private static final int HTTP = 80;
    private static final int CONNECTIONS = 24;
    private static final int SCALE = 3;
    private static final int UNSCALED_MAX = 0xffff;
    private static final int SOME_BYTES = 8 << 10;
    private static final int MANY_BYTES = 128 << 10;
    /** What the default RAM has room for. */
    private static final int PLACES = 4;
    private static final int CLIENT_WINDOW = 256 << 10;
    private static final long RETRANSMIT_TICKS_MIN = Wire.TICKS_PER_SECOND / 5;
    private static final long ROUND_TRIP_TICKS = Wire.TICKS_PER_SECOND / 50;

    private final Clients host = new Clients();
    private final List<TcpClient> clients = host.all();

    private Wire wire(String test, double trouble) {
        return host.on(new Wire(Seed.random(test), trouble));
    }

    private TcpClient connect(Wire wire, int serverPort, byte[] toSend, int scale) {
        return host.connect(wire, serverPort, toSend, CLIENT_WINDOW, scale);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] get(int bytes) {
        return ascii("GET /cgi-bin/bytes/" + bytes + " HTTP/1.0\r\n\r\n");
    }

    private static byte[] post(byte[] body) {
        byte[] head = ascii("POST /cgi-bin/checksum HTTP/1.0\r\nContent-Length: " + body.length + "\r\n\r\n");
        return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
    }

    private static byte[] randomBytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertGenerated(TcpClient client, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length + 3).order(ByteOrder.LITTLE_ENDIAN);
        for (int state = 1; bytes.position() < length;) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            bytes.putInt(state);
        }
        assertContent(client, Arrays.copyOf(bytes.array(), length));
    }

    private static void assertChecksum(TcpClient client, byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        assertContent(client, ascii(String.format(Locale.ROOT, "%d %08x\n", body.length, crc.getValue())));
    }

    private static void assertContent(TcpClient client, byte[] expected) {
        assertThat(client.reset()).isFalse();
        String received = new String(client.received(), StandardCharsets.ISO_8859_1);
        assertThat(received).startsWith("HTTP/1.0 200 OK\r\n");
        byte[] content = received.substring(received.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Arrays.equals(content, expected)).as("%d bytes, the same as %d expected", content.length, expected.length).isTrue();
    }

    @Test
    void theWindowToldIsLargeForTransfersAndScaledWhereThePeerScales() {
        Wire wire = wire("theWindowToldIsLargeForTransfersAndScaledWhereThePeerScales", 0);
        TcpClient scaled = connect(wire, HTTP, ascii("GET /"), SCALE);
        TcpClient unscaled = connect(wire, HTTP, ascii("GET /"), Tcp.NO_SCALE);
        TcpClient lines = connect(wire, LINES, ascii("line"), SCALE);
        clients.forEach(client -> client.ends(false));
        wire.runUntil("windows", () -> clients.stream().allMatch(client -> client.peerWindow() > 0));
        assertThat(scaled.peerWindow()).isEqualTo(UNSCALED_MAX);
        wire.runUntil("acknowledgements", () -> clients.stream().allMatch(client -> client.acknowledgements() > 0));
        assertThat(scaled.peerWindow()).isBetween(MANY_BYTES - 10, MANY_BYTES);
        assertThat(unscaled.peerWindow()).isEqualTo(UNSCALED_MAX);
        assertThat(lines.peerWindow()).isLessThanOrEqualTo(SOME_BYTES);
    }

    @Test
    void aWindowfulIsSentWithoutHearingFromThePeer() {
        Wire wire = wire("aWindowfulIsSentWithoutHearingFromThePeer", 0);
        int length = 1 << 20;
        wire.delay(ROUND_TRIP_TICKS);
        TcpClient client = connect(wire, HTTP, get(length), SCALE);
        wire.runUntil("half of it", () -> client.received().length > length / 2);
        client.silent(true);
        int before = client.received().length;
        long until = wire.now() + 2 * ROUND_TRIP_TICKS;
        wire.runUntil("no more to come", () -> wire.now() > until);
        assertThat(client.received().length - before).isBetween(MANY_BYTES - 2 * Tcp.MSS, MANY_BYTES);
        client.silent(false);
        wire.runUntil("end", client::ended);
        assertGenerated(client, length);
    }

    /** While an answer waits for room, what comes behind the request is not taken. */
    @Test
    void aLargeWindowClosesWhenNobodyTakesAndOpensAgain() {
        Wire wire = wire("aLargeWindowClosesWhenNobodyTakesAndOpensAgain", 0);
        int length = 500_000;
        byte[] get = get(length);
        TcpClient client = connect(wire, HTTP, Arrays.copyOf(get, get.length + 2 * MANY_BYTES), SCALE);
        wire.runUntil("the begin", () -> client.received().length > 0);
        client.accepts(false);
        wire.runUntil("a closed window", () -> client.peerWindow() < Tcp.MSS);
        long until = wire.now() + 30 * Wire.TICKS_PER_SECOND;
        wire.runUntil("half a minute", () -> wire.now() > until);
        assertThat(client.peerWindow()).isLessThan(Tcp.MSS);
        assertThat(client.sent()).isBetween(MANY_BYTES, MANY_BYTES + get.length + Tcp.MSS);
        client.accepts(true);
        wire.runUntil("end", client::ended);
        assertGenerated(client, length);
        assertThat(client.sent()).isEqualTo(get.length + 2 * MANY_BYTES + 1);
    }

    @Test
    void fewGetLargeWindowsAndAllGetThroughAndPlacesAreUsedAgain() {
        Wire wire = wire("fewGetLargeWindowsAndAllGetThroughAndPlacesAreUsedAgain", 0);
        assertThat(largeWindows(wire)).isEqualTo(PLACES);
        assertThat(largeWindows(wire)).isEqualTo(PLACES);
    }

    @Test
    void withoutRamForLargeWindowsAllGetThrough() {
        Wire wire = host.on(new Wire(Seed.random("withoutRamForLargeWindowsAllGetThrough"), 0, 1 << 20));
        assertThat(largeWindows(wire)).isZero();
    }

    /** With all connections in use, uploads and downloads. */
    private long largeWindows(Wire wire) {
        int length = 150_000;
        byte[] body = randomBytes(length, 4);
        int before = clients.size();
        for (int number = 0; number < CONNECTIONS; number++) {
            connect(wire, HTTP, number % 2 == 0 ? get(length) : post(body), SCALE);
        }
        List<TcpClient> now = clients.subList(before, clients.size());
        wire.runUntil("windows", () -> now.stream().allMatch(client -> client.peerWindow() > 0));
        long large = now.stream().filter(client -> client.peerWindow() > SOME_BYTES).count();
        wire.runUntil("end of all", () -> now.stream().allMatch(TcpClient::ended));
        for (int number = 0; number < CONNECTIONS; number++) {
            if (number % 2 == 0) {
                assertGenerated(now.get(number), length);
            } else {
                assertChecksum(now.get(number), body);
            }
        }
        return large;
    }

    @Test
    void transfersWithLargeWindowsSurviveABadWire() {
        Wire wire = wire("transfersWithLargeWindowsSurviveABadWire", 0.02);
        int length = 700_001;
        byte[] body = randomBytes(length, 5);
        TcpClient download = connect(wire, HTTP, get(length), SCALE);
        TcpClient upload = connect(wire, HTTP, post(body), SCALE);
        wire.runUntil("end of both", () -> download.ended() && upload.ended());
        assertGenerated(download, length);
        assertChecksum(upload, body);
    }

    @Test
    void framesLostInALargeWindowAreSentAgainWithoutWaiting() {
        Wire wire = wire("framesLostInALargeWindowAreSentAgainWithoutWaiting", 0);
        int length = 1 << 20;
        wire.delay(ROUND_TRIP_TICKS);
        TcpClient client = connect(wire, HTTP, get(length), SCALE);
        wire.runUntil("half of it", () -> client.received().length > length / 2);
        int before = client.received().length;
        long lostAt = wire.now();
        wire.loseNext(3);
        wire.runUntil("what was lost", () -> client.received().length > before + MANY_BYTES);
        // One for the news of the first, and one for each.
        assertThat(wire.now() - lostAt).isLessThan(RETRANSMIT_TICKS_MIN / 2);
        wire.runUntil("end", client::ended);
        assertGenerated(client, length);
    }

    @Test
    void segmentsShareAcknowledgementsAndALoneOneIsAcknowledgedSoon() {
        Wire wire = wire("segmentsShareAcknowledgementsAndALoneOneIsAcknowledgedSoon", 0);
        byte[] body = randomBytes(500_000, 6);
        TcpClient upload = connect(wire, HTTP, post(body), SCALE);
        wire.runUntil("end", upload::ended);
        assertChecksum(upload, body);
        assertThat(upload.acknowledgements()).isLessThan(body.length / TcpClient.SEGMENT_BYTES / 2);

        TcpClient lone = connect(wire, HTTP, ascii("GET "), SCALE);
        lone.ends(false);
        wire.runUntil("a window", () -> lone.peerWindow() > 0);
        long began = wire.now();
        wire.runUntil("an acknowledgement", () -> lone.acknowledgements() > 0);
        assertThat(wire.now() - began).isBetween(0L, RETRANSMIT_TICKS_MIN / 2);
    }
}
