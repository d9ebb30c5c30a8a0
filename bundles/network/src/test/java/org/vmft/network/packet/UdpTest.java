package org.vmft.network.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.testkit.Seed;

class UdpTest {
    private static final int A = Ipv4.parse("10.0.2.2");
    private static final int B = Ipv4.parse("10.0.2.15");

    /** The checksums were computed apart from this code, by summing the words shown (RFC 1071). */
    @Test
    void bytesAreAsTheRfcsSay() {
        byte[] frame = new Udp(A, 0xc000, B, 7, "abc".getBytes(StandardCharsets.US_ASCII)).frame(0x5254_0000_0001L, 0x5255_0a00_0202L);
        assertThat(HexFormat.of().formatHex(frame)).isEqualTo("525400000001" + "52550a000202" + "0800"
                + "4500" + "001f" + "0000" + "4000" + "4011" + "22be" + "0a000202" + "0a00020f"
                + "c000" + "0007" + "000b" + "635d" + "616263");
    }

    @Test
    void everyLengthIsReadBackWithAndWithoutPadding() {
        SplittableRandom random = Seed.random("everyLengthIsReadBackWithAndWithoutPadding");
        for (int bytes = 0; bytes <= Udp.PAYLOAD_BYTES_MAX; bytes++) {
            byte[] payload = new byte[bytes];
            random.nextBytes(payload);
            byte[] frame = new Udp(A, 1, B, 65535, payload).frame(1, 2);
            assertThat(frame.length).isLessThanOrEqualTo(1514);
            Udp read = Udp.decode(Arrays.copyOf(frame, Math.max(60, frame.length))).orElseThrow();
            assertThat(read.payload()).isEqualTo(payload);
            assertThat(read.sourceIp()).isEqualTo(A);
            assertThat(read.targetIp()).isEqualTo(B);
            assertThat(read.sourcePort()).isEqualTo(1);
            assertThat(read.targetPort()).isEqualTo(65535);
        }
        assertThatThrownBy(() -> new Udp(A, 1, B, 2, new byte[Udp.PAYLOAD_BYTES_MAX + 1]).frame(1, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anyDamagedBitIsNoticed() {
        byte[] frame = new Udp(A, 1234, B, 7, new byte[] {1, 2, 3}).frame(1, 2);
        for (int bit = Ethernet.HEADER_BYTES * 8; bit < frame.length * 8; bit++) {
            byte[] damaged = frame.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Udp.decode(damaged)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void datagramWithoutChecksumIsTaken() {
        byte[] frame = new Udp(A, 1234, B, 7, new byte[] {1, 2, 3}).frame(1, 2);
        frame[40] = 0;
        frame[41] = 0;
        assertThat(Udp.decode(frame)).isPresent();
    }

    /** A sum of all ones is sent as such, since zero means "none": some two-byte payload needs it. */
    @Test
    void checksumIsNeverSentAsNone() {
        boolean allOnes = false;
        for (int word = 0; word <= 0xffff; word++) {
            byte[] frame = new Udp(A, 1234, B, 7, new byte[] {(byte) (word >> 8), (byte) word}).frame(1, 2);
            assertThat(frame[40] | frame[41]).isNotZero();
            allOnes |= frame[40] == -1 && frame[41] == -1;
            assertThat(Udp.decode(frame)).isPresent();
        }
        assertThat(allOnes).isTrue();
    }

    @Test
    void optionsAreSkippedAndFragmentsRefused() {
        byte[] plain = new Udp(A, 1234, B, 7, new byte[] {1, 2, 3}).frame(1, 2);
        byte[] options = new byte[plain.length + 4];
        System.arraycopy(plain, 0, options, 0, 34);
        System.arraycopy(plain, 34, options, 38, plain.length - 34);
        options[14] = 0x46;
        options[17] += 4;
        fixHeaderChecksum(options, 24);
        assertThat(Udp.decode(options).orElseThrow().payload()).containsExactly(1, 2, 3);
        byte[] first = plain.clone();
        first[20] = 0x20;
        fixHeaderChecksum(first, 20);
        assertThat(Udp.decode(first)).isEmpty();
        byte[] later = plain.clone();
        later[20] = 0;
        later[21] = 1;
        fixHeaderChecksum(later, 20);
        assertThat(Udp.decode(later)).isEmpty();
    }

    @Test
    void randomFramesNeverFail() {
        SplittableRandom random = Seed.random("randomFramesNeverFail");
        byte[] good = new Udp(A, 1234, B, 7, new byte[30]).frame(1, 2);
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = Arrays.copyOf(good, random.nextInt(good.length + 10));
            for (int flips = random.nextInt(6); flips > 0 && frame.length > 12; flips--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
            }
            Udp.decode(frame);
            Arp.decode(frame);
        }
    }

    private static void fixHeaderChecksum(byte[] frame, int headerBytes) {
        frame[24] = 0;
        frame[25] = 0;
        int sum = 0;
        for (int i = 0; i < headerBytes; i += 2) {
            sum += (frame[14 + i] & 0xff) << 8 | frame[15 + i] & 0xff;
        }
        sum = ~((sum & 0xffff) + (sum >>> 16));
        frame[24] = (byte) (sum >> 8);
        frame[25] = (byte) sum;
    }
}
