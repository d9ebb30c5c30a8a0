package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.network.Impairment;
import org.vmft.testkit.Seed;

class ImpairedLineTest {
    private static final int SOURCE = 1;
    private static final long MILLI = 1_000_000;

    private final List<Integer> arrived = new ArrayList<>();
    private long now = Long.MAX_VALUE - 100 * MILLI;

    private static ImpairedLine line(String impairment, long seed) {
        return new ImpairedLine(Impairment.parse(impairment, seed), new SplittableRandom(seed));
    }

    private void send(ImpairedLine line, int marker) {
        line.send(SOURCE, Frames.frame(1, 2, marker), now);
    }

    private void deliver(ImpairedLine line) {
        line.deliver(now, (source, frame) -> arrived.add(Frames.marker(frame)));
    }

    @Test
    void framesArriveAfterTheDelayAndNotBefore() {
        ImpairedLine line = line("delay=5", 1);
        assertThat(line.untilArrival(now)).isEmpty();
        send(line, 1);
        now += 2 * MILLI;
        send(line, 2);
        assertThat(line.untilArrival(now)).hasValue(3 * MILLI);
        now += 3 * MILLI - 1;
        deliver(line);
        assertThat(arrived).isEmpty();
        now += 1;
        deliver(line);
        assertThat(arrived).containsExactly(1);
        now += 2 * MILLI;
        deliver(line);
        assertThat(arrived).containsExactly(1, 2);
        assertThat(line.untilArrival(now)).isEmpty();
    }

    /** Also where the clock overflows. */
    @Test
    void jitterKeepsTheOrderAndItsBounds() {
        ImpairedLine line = line("delay=5,jitter=3", Seed.random("jitterKeepsTheOrderAndItsBounds").nextLong());
        List<Integer> sent = new ArrayList<>();
        List<Long> sentAt = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            if (i < 3_900) {
                sent.add(i);
                sentAt.add(now);
                send(line, i);
            }
            line.deliver(now, (source, frame) -> {
                int marker = Frames.marker(frame);
                arrived.add(marker);
                assertThat(now - sentAt.get(marker)).isBetween(5 * MILLI, 8 * MILLI + MILLI / 10);
            });
            now += MILLI / 10;
        }
        assertThat(arrived).isEqualTo(sent);
        assertThat(line.reordered()).isZero();
    }

    @Test
    void soManyAreLostTwiceThereAndOvertakenAsWasAskedFor() {
        ImpairedLine line = line("drop=10,duplicate=20,reorder=5", Seed.random("soManyAreLost").nextLong());
        int frames = 20_000;
        for (int i = 0; i < frames; i++) {
            send(line, i);
            now += MILLI;
            deliver(line);
        }
        now += ImpairedLine.LATE_NANOS;
        deliver(line);
        assertThat(line.lost()).isBetween(frames * 8 / 100L, frames * 12 / 100L);
        assertThat(line.duplicated()).isBetween(frames * 9 / 10 * 17 / 100L, frames * 9 / 10 * 23 / 100L);
        assertThat(line.reordered()).isBetween(arrived.size() * 4 / 100L, arrived.size() * 6 / 100L);
        assertThat(arrived).hasSize((int) (frames - line.lost() + line.duplicated()));
        assertThat(line.overflowed()).isZero();
    }

    @Test
    void everythingCanBeLostAndEverythingTwiceThere() {
        ImpairedLine lossy = line("drop=100", 1);
        ImpairedLine twofold = line("duplicate=100", 1);
        for (int i = 0; i < 100; i++) {
            send(lossy, i);
            send(twofold, i);
        }
        deliver(lossy);
        assertThat(arrived).isEmpty();
        deliver(twofold);
        assertThat(arrived).hasSize(200).startsWith(0, 0, 1, 1, 2, 2);
    }

    @Test
    void aLateFrameIsOvertakenByThoseOfTheNextMillisecondsAlone() {
        ImpairedLine late = line("reorder=100", 1);
        send(late, 1);
        now += ImpairedLine.LATE_NANOS - 1;
        deliver(late);
        assertThat(arrived).isEmpty();
        now += 1;
        deliver(late);
        assertThat(arrived).containsExactly(1);
    }

    @Test
    void theSameSeedDecidesTheSameWheneverFramesCome() {
        SplittableRandom random = Seed.random("theSameSeedDecidesTheSameWheneverFramesCome");
        String impairment = "delay=1,jitter=1,drop=20,duplicate=20,reorder=20";
        long seed = random.nextLong();
        ImpairedLine at = line(impairment, seed);
        ImpairedLine again = line(impairment, seed);
        for (int i = 0; i < 500; i++) {
            send(at, i);
        }
        now += 100 * MILLI;
        deliver(at);
        List<Integer> first = arrived.stream().sorted().toList();
        arrived.clear();
        for (int i = 0; i < 500; i++) {
            now += random.nextLong(3 * MILLI);
            send(again, i);
            deliver(again);
        }
        now += 100 * MILLI;
        deliver(again);
        assertThat(arrived.stream().sorted().toList()).isEqualTo(first);
        assertThat(again.lost()).isEqualTo(at.lost());
    }

    @Test
    void purgeTakesTheFramesOfOneSource() {
        ImpairedLine line = line("delay=5", 1);
        for (int i = 0; i < 10; i++) {
            line.send(i % 2, Frames.frame(1, 2, i), now);
        }
        assertThat(line.purge(0)).isEqualTo(5);
        assertThat(line.purge(0)).isZero();
        now += 5 * MILLI;
        deliver(line);
        assertThat(arrived).containsExactly(1, 3, 5, 7, 9);
    }

    @Test
    void framesBeyondTheBoundAreDroppedAndCounted() {
        ImpairedLine line = line("delay=5", 1);
        for (int i = 0; i < ImpairedLine.FRAMES_MAX + 7; i++) {
            send(line, i);
        }
        assertThat(line.overflowed()).isEqualTo(7);
        now += 5 * MILLI;
        deliver(line);
        assertThat(arrived).hasSize(ImpairedLine.FRAMES_MAX);
    }
}
