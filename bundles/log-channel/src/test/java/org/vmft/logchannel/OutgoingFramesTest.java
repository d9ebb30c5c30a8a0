package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutgoingFramesTest {
    @Test
    void bulkIsRefusedAtItsBoundAndTheReserveIsLeftToOthers() {
        OutgoingFrames frames = new OutgoingFrames(100, 50);
        assertThat(frames.offer(new byte[60], false)).isTrue();
        assertThat(frames.offer(new byte[41], false)).isFalse();
        assertThat(frames.offer(new byte[40], false)).isTrue();
        assertThat(frames.offer(new byte[1], false)).isFalse();
        assertThat(frames.offer(new byte[50], true)).isTrue();
        assertThat(frames.offer(new byte[1], true)).isFalse();
        assertThat(frames.bytes()).isEqualTo(150);
    }

    @Test
    void anEmptyQueueTakesAFrameOfAnySize() {
        OutgoingFrames frames = new OutgoingFrames(100, 50);
        assertThat(frames.offer(new byte[1000], false)).isTrue();
        assertThat(frames.offer(new byte[1], true)).isFalse();
    }

    @Test
    void bytesLeaveInOrderHoweverTheyAreTaken() {
        Random random = new RandomMessages("bytesLeaveInOrderHoweverTheyAreTaken").random();
        OutgoingFrames frames = new OutgoingFrames(10_000, 0);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int round = 0; round < 10_000; round++) {
            byte[] frame = new byte[1 + random.nextInt(500)];
            random.nextBytes(frame);
            if (frames.offer(frame, false)) {
                in.writeBytes(frame);
            }
            ByteBuffer room = ByteBuffer.allocate(random.nextInt(400));
            frames.moveTo(room);
            out.write(room.array(), 0, room.position());
            assertThat(frames.bytes()).isEqualTo(in.size() - out.size());
        }
        ByteBuffer rest = ByteBuffer.allocate(20_000);
        frames.moveTo(rest);
        out.write(rest.array(), 0, rest.position());
        assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
        assertThat(frames.bytes()).isZero();
    }
}
