package org.vmft.network.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much is under way at a time. */
class TcpSenderTest {
    private static final int SEGMENT = 1000;
    private static final int WINDOW = 1 << 20;
    private static final long LATER = 10_000_000_000L;

    private final List<Long> offsets = new ArrayList<>();
    private final TcpSender sender = new TcpSender((offset, payload, last) -> offsets.add(offset));

    private void begin(int window) {
        sender.open(SEGMENT, window, 0);
        sender.write(ByteBuffer.allocate(TcpSender.BUFFER_BYTES), 0);
    }

    /** How many segments are sent when this is acknowledged. */
    private int answers(long offset) {
        int before = offsets.size();
        sender.acknowledge(offset, WINDOW, true, 1);
        return offsets.size() - before;
    }

    @Test
    void oneAcknowledgementOfManySegmentsOpensTheWindowAsManyOfOneWould() {
        begin(WINDOW);
        assertThat(offsets).hasSize(10);
        assertThat(answers(10 * SEGMENT)).isEqualTo(20);
        assertThat(answers(30 * SEGMENT)).isEqualTo(40);
    }

    @Test
    void allThatWasWrittenIsUnderWayWhereThePeerHasRoom() {
        begin(WINDOW);
        for (int round = 0; round < 6; round++) {
            sender.acknowledge(offsets.get(offsets.size() - 1), WINDOW, true, 1);
            sender.write(ByteBuffer.allocate(sender.room()), 1);
        }
        assertThat(sender.next() - sender.acknowledged()).isGreaterThan(TcpSender.BUFFER_BYTES - SEGMENT);
    }

    @Test
    void whatIsAcknowledgedAfterATimeoutOpensTheWindowByOneSegmentAtATime() {
        begin(WINDOW);
        sender.tick(LATER);
        assertThat(offsets.subList(10, offsets.size())).containsExactly(0L);
        assertThat(answers(9 * SEGMENT)).isEqualTo(2);
    }

    @Test
    void acknowledgementsOfWhatIsRepeatedAreNoSignOfLoss() {
        begin(WINDOW);
        sender.acknowledge(SEGMENT, WINDOW, true, 1);
        sender.resend(2);
        int before = offsets.size();
        for (int i = 0; i < 5; i++) {
            sender.acknowledge(SEGMENT, WINDOW, true, 3);
        }
        assertThat(offsets).hasSize(before);
    }

    @Test
    void beyondTheThresholdTheWindowGrowsByOneSegmentForEachThatWasAcknowledged() {
        begin(WINDOW);
        for (int i = 0; i < 3; i++) {
            sender.acknowledge(0, WINDOW, true, 1);
        }
        assertThat(offsets.subList(10, offsets.size())).containsExactly(0L);
        // Half of ten are the threshold, and the window once all is acknowledged.
        assertThat(answers(10 * SEGMENT)).isEqualTo(5);
        assertThat(answers(15 * SEGMENT)).isEqualTo(6);
        assertThat(answers(21 * SEGMENT)).isEqualTo(7);
    }

    @Test
    void aWindowThatDidNotLimitDoesNotGrow() {
        begin(3 * SEGMENT);
        for (int i = 3; i <= 30; i += 3) {
            sender.acknowledge(i * SEGMENT, 3 * SEGMENT, true, 1);
        }
        assertThat(answers(33 * SEGMENT)).isEqualTo(10);
    }
}
