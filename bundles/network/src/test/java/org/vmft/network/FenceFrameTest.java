package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.network.FenceTag;
import org.vmft.testkit.Seed;

class FenceFrameTest {
    private static final FenceFrame FRAME = new FenceFrame(FenceFrame.Kind.BOUND, new FenceTag("vm-1", 2, 0x1122334455667788L));

    @Test
    void bytesAreAsSpecified() {
        assertThat(HexFormat.of().formatHex(FRAME.encode())).isEqualTo("ffffffffffff" + "02766d667400" + "88b6"
                + "766d6674" + "01" + "01" + "0000000000000002" + "1122334455667788" + "04" + "766d2d31");
    }

    @Test
    void whatIsEncodedIsDecodedAlsoWithPadding() {
        for (FenceFrame.Kind kind : FenceFrame.Kind.values()) {
            FenceFrame longest = new FenceFrame(kind, new FenceTag("x".repeat(64), Long.MAX_VALUE, 1));
            assertThat(FenceFrame.decode(longest.encode())).contains(longest);
        }
        assertThat(FenceFrame.decode(Arrays.copyOf(FRAME.encode(), 60))).contains(FRAME);
    }

    @Test
    void nameMustFit() {
        assertThatThrownBy(() -> new FenceFrame(FenceFrame.Kind.BIND, new FenceTag("x".repeat(65), 1, 1)).encode())
                .hasMessage("vm: expected 1 to 64 characters, actual 65");
        assertThatThrownBy(() -> new FenceFrame(FenceFrame.Kind.BIND, new FenceTag("", 1, 1)).encode())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void truncatedFramesAreNone() {
        byte[] whole = FRAME.encode();
        for (int bytes = 0; bytes < whole.length; bytes++) {
            assertThat(FenceFrame.decode(Arrays.copyOf(whole, bytes))).as("%d bytes", bytes).isEmpty();
        }
    }

    @Test
    void damagedHeadersAreNone() {
        for (int at : new int[] {12, 13, 14, 17, 18, 19, 36, 37}) {
            byte[] damaged = FRAME.encode();
            damaged[at] = (byte) 0x80;
            assertThat(FenceFrame.decode(damaged)).as("byte %d", at).isEmpty();
        }
    }

    @Test
    void randomBytesAreDecodedOrNot() {
        SplittableRandom random = Seed.random("randomBytesAreDecodedOrNot");
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = Arrays.copyOf(FRAME.encode(), random.nextInt(80));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            FenceFrame.decode(bytes).ifPresent(frame -> assertThat(FenceFrame.decode(frame.encode())).contains(frame));
        }
    }
}
