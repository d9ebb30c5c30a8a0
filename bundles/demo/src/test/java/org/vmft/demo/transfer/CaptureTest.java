package org.vmft.demo.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final int CLIENT = 50_000;
    private static final int SERVER = 80;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    CaptureTest() {
        file.writeBytes(new byte[24]);
    }

    private CaptureTest segment(int source, int target, int sequence, int flags, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(54 + bytes);
        frame.putShort(12, (short) 0x0800).put(14, (byte) 0x45).putShort(16, (short) (40 + bytes)).put(23, (byte) 6)
                .putShort(34, (short) source).putShort(36, (short) target).putInt(38, sequence).put(46, (byte) 0x50).put(47, (byte) flags);
        file.writeBytes(ByteBuffer.allocate(16).putLong(0).putInt(frame.capacity()).putInt(frame.capacity()).array());
        file.writeBytes(frame.array());
        return this;
    }

    private CaptureTest opened() {
        return segment(CLIENT, SERVER, 5, SYN, 0).segment(SERVER, CLIENT, -3, SYN | ACK, 0);
    }

    private Connection only() throws IOException {
        Path path = Files.write(folder.resolve("capture"), file.toByteArray());
        assertThat(Capture.connections(path, SERVER)).hasSize(1);
        return Capture.connections(path, SERVER).get(0);
    }

    @Test
    void oneSequenceIsFollowedOverRepetitions() throws Exception {
        opened().segment(SERVER, CLIENT, -2, ACK, 1000).segment(SERVER, CLIENT, -2, ACK, 1000).segment(SERVER, CLIENT, 498, ACK, 1000);
        assertThat(only()).isEqualTo(new Connection(1, 1, 0, 1500, 0));
        assertThat(only().whole(1500)).isTrue();
        assertThat(only().whole(1501)).isFalse();
    }

    @Test
    void aGapEndsIt() throws Exception {
        opened().segment(SERVER, CLIENT, -2, ACK, 1000).segment(SERVER, CLIENT, 999, ACK, 1000);
        assertThat(only().bytesFromGuest()).isEqualTo(1000);
    }

    /** What a dead host's connection to the switch took along comes again behind what followed it. */
    @Test
    void aGapThatIsFilledLaterIsNone() throws Exception {
        opened().segment(SERVER, CLIENT, -2, ACK, 1000).segment(SERVER, CLIENT, 1998, ACK, 1000).segment(SERVER, CLIENT, 2998, ACK, 500)
                .segment(SERVER, CLIENT, 998, ACK, 1000);
        assertThat(only().bytesFromGuest()).isEqualTo(3500);
    }

    @Test
    void repeatedFirstSegmentsAreOneConnectionAndOthersAreNot() throws Exception {
        opened().opened();
        assertThat(only().whole(0)).isTrue();
        segment(CLIENT, SERVER, 6, SYN, 0);
        assertThat(only().whole(0)).isFalse();
    }

    @Test
    void aResetOfEitherSideCounts() throws Exception {
        opened().segment(SERVER, CLIENT, -2, RST, 0).segment(CLIENT, SERVER, 6, RST, 0);
        assertThat(only()).isEqualTo(new Connection(1, 1, 0, 0, 2));
    }

    @Test
    void whatIsNotYetWrittenDoesNotCount() throws Exception {
        opened();
        file.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0});
        assertThat(only().opens()).isOne();
    }

    @Test
    void bothDirectionsAreFollowed() throws Exception {
        opened().segment(CLIENT, SERVER, 6, ACK, 700).segment(SERVER, CLIENT, -2, ACK, 10).segment(CLIENT, SERVER, 706, ACK, 300);
        assertThat(only()).isEqualTo(new Connection(1, 1, 1000, 10, 0));
        assertThat(only().whole(1000)).isTrue();
    }

    @Test
    void bodiesAreThoseOfTheGenerator() throws Exception {
        // The first words from 1, computed apart: 0x00042021 0x04080601
        assertThat(new Body(6, 1).readAllBytes()).containsExactly(0x21, 0x20, 0x04, 0x00, 0x01, 0x06);
        assertThat(new Body(0, 1).readAllBytes()).isEmpty();
    }
}
