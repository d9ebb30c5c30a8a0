package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.network.StreamFraming.Decoder;
import org.vmft.network.StreamFraming.ProtocolException;
import org.vmft.testkit.Seed;

class StreamFramingTest {
    @Test
    void bytesAreALengthInNetworkOrderAndTheFrame() {
        ByteBuffer out = ByteBuffer.allocate(StreamFraming.encodedBytes(new byte[258]));
        StreamFraming.encode(new byte[258], out);
        assertThat(out.hasRemaining()).isFalse();
        assertThat(HexFormat.of().formatHex(out.array(), 0, 6)).isEqualTo("00000102" + "0000");
    }

    @Test
    void streamsAreCutIntoTheSameFramesWhereverTheyAreSplit() throws Exception {
        SplittableRandom random = Seed.random("streamsAreCutIntoTheSameFramesWhereverTheyAreSplit");
        for (int run = 0; run < 200; run++) {
            List<byte[]> sent = new ArrayList<>();
            int bytes = 0;
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] frame = new byte[random.nextInt(10) == 0 ? random.nextInt(StreamFraming.FRAME_BYTES_MAX + 1) : random.nextInt(100)];
                random.nextBytes(frame);
                sent.add(frame);
                bytes += StreamFraming.encodedBytes(frame);
            }
            ByteBuffer stream = ByteBuffer.allocate(bytes);
            sent.forEach(frame -> StreamFraming.encode(frame, stream));
            stream.flip();
            List<byte[]> received = new ArrayList<>();
            Decoder decoder = new Decoder();
            while (stream.hasRemaining()) {
                int piece = Math.min(stream.remaining(), 1 + random.nextInt(random.nextBoolean() ? 3 : 5000));
                decoder.decode(stream.slice(stream.position(), piece), received::add);
                stream.position(stream.position() + piece);
            }
            assertThat(received).usingElementComparator(Arrays::compare).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void longestFrameIsTakenAndALongerOneIsNot() throws Exception {
        List<byte[]> received = new ArrayList<>();
        ByteBuffer longest = ByteBuffer.allocate(4 + 65535).putInt(0, 65535);
        new Decoder().decode(longest, received::add);
        assertThat(received).hasSize(1);
        for (int length : new int[] {65536, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new Decoder().decode(ByteBuffer.allocate(4).putInt(0, length), received::add))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("frame length: expected 0 to 65535, actual " + Integer.toUnsignedString(length));
        }
    }

    @Test
    void decodingEndsWhenTheTakerSaysSo() throws Exception {
        ByteBuffer stream = ByteBuffer.allocate(100);
        StreamFraming.encode(new byte[20], stream);
        StreamFraming.encode(new byte[20], stream);
        List<byte[]> received = new ArrayList<>();
        new Decoder().decode(stream.flip(), frame -> {
            received.add(frame);
            return false;
        });
        assertThat(received).hasSize(1);
    }
}
