package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.testkit.Seed;

class OutputQueueTest {
    private static final int FRAMES_MAX = 400;

    private final OutputQueue queue = new OutputQueue(FRAMES_MAX);
    private final ByteBuffer batch = ByteBuffer.allocate(70_000);

    /** Takes so many bytes, then no more until it is given more room. */
    private static final class NarrowChannel implements WritableByteChannel {
        private final List<Byte> taken = new ArrayList<>();
        private int room;

        @Override
        public int write(ByteBuffer bytes) {
            int start = bytes.position();
            while (bytes.hasRemaining() && room > 0) {
                taken.add(bytes.get());
                room--;
            }
            return bytes.position() - start;
        }

        List<Integer> markers() throws Exception {
            byte[] bytes = new byte[taken.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = taken.get(i);
            }
            List<Integer> markers = new ArrayList<>();
            new StreamFraming.Decoder().decode(ByteBuffer.wrap(bytes), frame -> markers.add(Frames.marker(frame)));
            return markers;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void framesLeaveWholeAndInOrderHoweverLittleTheChannelTakes() throws Exception {
        SplittableRandom random = Seed.random("framesLeaveWholeAndInOrderHoweverLittleTheChannelTakes");
        NarrowChannel channel = new NarrowChannel();
        List<Integer> added = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            queue.add(1, Frames.frame(1, 2, i, 18 + random.nextInt(1500)));
            added.add(i);
            channel.room += random.nextInt(1600);
            queue.writeTo(channel, batch);
        }
        channel.room = Integer.MAX_VALUE;
        queue.writeTo(channel, batch);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(channel.markers()).isEqualTo(added);
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void purgeTakesTheFramesOfOneSourceOutAndLeavesTheOthers() throws Exception {
        NarrowChannel channel = new NarrowChannel();
        for (int i = 0; i < 10; i++) {
            queue.add(i % 2, Frames.frame(1, 2, i));
        }
        queue.purge(0);
        channel.room = Integer.MAX_VALUE;
        queue.writeTo(channel, batch);
        assertThat(channel.markers()).containsExactly(1, 3, 5, 7, 9);
    }

    @Test
    void frameWhoseFirstByteHasLeftSurvivesThePurge() throws Exception {
        NarrowChannel channel = new NarrowChannel();
        queue.add(0, Frames.frame(1, 2, 1));
        queue.add(0, Frames.frame(1, 2, 2));
        queue.add(5, Frames.frame(1, 2, 3));
        channel.room = 1;
        queue.writeTo(channel, batch);
        queue.purge(0);
        channel.room = Integer.MAX_VALUE;
        queue.writeTo(channel, batch);
        assertThat(channel.markers()).containsExactly(1, 3);
    }

    @Test
    void framesBeyondTheBoundAreDroppedAndCountedAndAnswersHaveAReserve() {
        for (int i = 0; i < FRAMES_MAX + 7; i++) {
            queue.add(0, Frames.frame(1, 2, i));
        }
        assertThat(queue.dropped()).isEqualTo(7);
        for (int i = 0; i < OutputQueue.RESERVE_FRAMES; i++) {
            assertThat(queue.addBinding(0, Frames.frame(1, 2, i))).isTrue();
        }
        assertThat(queue.addBinding(0, Frames.frame(1, 2, 0))).isFalse();
    }
}
