package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.network.FenceTag;

class TransmitQueueTest {
    private static final byte[] FRAME = Frames.frame(1, 2, 3);
    private static final int ALL = Integer.MAX_VALUE;

    private final TransmitQueue queue = new TransmitQueue();

    @Test
    void framesWithoutAConnectionAreDroppedAndCounted() {
        assertThat(queue.add(FRAME)).isFalse();
        assertThat(queue.dropped()).isEqualTo(1);
    }

    @Test
    void framesAreBoundedAndBindingsHaveAReserveAndThenEndTheConnection() throws Exception {
        int connection = queue.connected();
        for (int i = 0; i < TransmitQueue.FRAMES_MAX; i++) {
            assertThat(queue.add(FRAME)).isTrue();
        }
        assertThat(queue.add(FRAME)).isFalse();
        for (int generation = 1; generation <= TransmitQueue.BINDINGS_MAX; generation++) {
            assertThat(queue.bind(tag(generation))).isTrue();
        }
        assertThat(queue.bind(tag(100))).isFalse();
        assertThat(queue.take(connection, ALL)).isEmpty();
        assertThat(queue.add(FRAME)).isFalse();
        assertThat(queue.take(queue.connected(), ALL)).containsExactly(bind(100));
    }

    @Test
    void lostConnectionTakesItsFramesWithItAndTheNextBeginsWithTheBinding() throws Exception {
        int lost = queue.connected();
        queue.bind(tag(1));
        queue.add(FRAME);
        queue.disconnected();
        assertThat(queue.take(lost, ALL)).isEmpty();
        queue.bind(tag(2));
        int next = queue.connected();
        queue.add(FRAME);
        assertThat(queue.take(lost, ALL)).as("the old writer gets nothing of the new connection").isEmpty();
        assertThat(queue.take(next, ALL)).containsExactly(bind(2), FRAME);
    }

    @Test
    void batchesKeepTheOrderAndTheBound() throws Exception {
        int connection = queue.connected();
        List<byte[]> frames = List.of(Frames.frame(1, 2, 1, 100), Frames.frame(1, 2, 2, 100), Frames.frame(1, 2, 3, 100));
        frames.forEach(queue::add);
        assertThat(queue.take(connection, 208)).containsExactly(frames.get(0), frames.get(1));
        assertThat(queue.take(connection, 208)).containsExactly(frames.get(2));
    }

    private static FenceTag tag(long generation) {
        return new FenceTag("guest", 1, generation);
    }

    private static byte[] bind(long generation) {
        return new FenceFrame(FenceFrame.Kind.BIND, tag(generation)).encode();
    }
}
