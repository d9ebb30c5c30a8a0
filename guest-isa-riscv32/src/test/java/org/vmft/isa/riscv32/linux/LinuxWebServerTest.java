package org.vmft.isa.riscv32.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** BusyBox's web server, and the programs that it runs. */
class LinuxWebServerTest {
    /** Of a segment. */
    private static final int PIECE_BYTES = 1000;
    private static final int AT_ONCE = 40;

    private final List<Peer> peers = new ArrayList<>();
    private LinuxGuest guest;

    @BeforeEach
    void boot() {
        guest = new LinuxGuest(LinuxImages.linux(), LinuxGuest.NETWORK);
        guest.network(frame -> peers.forEach(peer -> peer.receive(frame).forEach(guest::send)));
        guest.runUntilPrinted(LinuxGuest.LISTENING);
    }

    private static String generated(int length, int seed) {
        ByteBuffer bytes = ByteBuffer.allocate(length + 3).order(ByteOrder.LITTLE_ENDIAN);
        for (int state = seed; bytes.position() < length;) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            bytes.putInt(state);
        }
        return text(Arrays.copyOf(bytes.array(), length));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private Peer connected() {
        Peer peer = new Peer(40_000 + peers.size(), Peer.HTTP);
        peers.add(peer);
        guest.send(peer.connect());
        guest.runUntil("SYN-ACK", peer::connected);
        return peer;
    }

    private String answer(String request) {
        Peer peer = connected();
        for (int at = 0; at < request.length(); at += PIECE_BYTES) {
            guest.send(peer.say(request.substring(at, Math.min(at + PIECE_BYTES, request.length()))));
        }
        guest.runUntil("end of the answer", peer::closed);
        return peer.received();
    }

    private String get(String path) {
        return answer("GET " + path + " HTTP/1.0\r\n\r\n");
    }

    private static void assertAnswer(String answer, String content) {
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nContent-Length: " + content.length() + "\r\n");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body.equals(content)).as("%d bytes, the same as %d expected", body.length(), content.length()).isTrue();
    }

    @Test
    void sendsAsManyBytesAsAreAskedForFromTheSeed() {
        assertAnswer(get("/cgi-bin/bytes/200001?seed=77"), generated(200_001, 77));
        assertAnswer(get("/cgi-bin/bytes/2"), generated(2, 1));
        assertAnswer(get("/cgi-bin/bytes/0?seed=5"), "");
    }

    @Test
    void refusesWhatIsNoNumber() {
        for (String request : List.of("", "/x", "/5x", "/4294967296", "/5?seed=", "/5?seed=x", "/5?seed=1x", "/5?sees=1")) {
            assertThat(get("/cgi-bin/bytes" + request)).as(request).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
        assertThat(get("/cgi-bin/absent")).startsWith("HTTP/1.1 404 Not Found\r\n");
    }

    @Test
    void tellsLengthAndChecksumOfWhatItIsSent() {
        String content = generated(40_000, 5);
        CRC32 crc = new CRC32();
        crc.update(content.getBytes(StandardCharsets.ISO_8859_1));
        assertAnswer(answer("POST /cgi-bin/checksum HTTP/1.0\r\ncontent-length: 40000\r\n\r\n" + content),
                "40000 %08x\n".formatted(crc.getValue()));
        assertAnswer(answer("POST /cgi-bin/checksum HTTP/1.0\r\n\r\n"), "0 00000000\n");
        assertThat(get("/cgi-bin/checksum")).startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
    }

    @Test
    void runsAShellScript() {
        assertThat(get("/cgi-bin/counter")).endsWith("\r\n\r\n1\n");
        assertThat(get("/cgi-bin/counter")).endsWith("\r\n\r\n2\n");
    }

    @Test
    void hasMemoryForManyAtOnce() {
        for (int number = 1; number <= AT_ONCE; number++) {
            guest.send(connected().say("GET /cgi-bin/bytes/20000?seed=" + number + " HTTP/1.0\r\n\r\n"));
        }
        guest.runUntil("end of all", () -> peers.stream().allMatch(Peer::closed));
        for (int number = 1; number <= AT_ONCE; number++) {
            assertAnswer(peers.get(number - 1).received(), generated(20_000, number));
        }
        assertThat(guest.console()).doesNotContain("allocation failure").doesNotContain("Out of memory");
    }
}
