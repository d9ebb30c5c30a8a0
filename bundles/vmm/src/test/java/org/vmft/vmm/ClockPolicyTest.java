package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.ClockAnchor;
import org.vmft.testkit.Seed;

class ClockPolicyTest {
    private static final long SPEED = 100_000_000;

    @Test
    void guestTimeFollowsTheHostAtTheMeasuredSpeed() {
        ClockAnchor anchor = new ClockPolicy(1_000, 0).next(0, 2_001_050, SPEED);
        assertThat(anchor.time()).isEqualTo(20_000);
        // 100 million steps a second are ten to a tick of 100 ns.
        assertThat(anchor.rate()).isEqualTo((1L << 32) / 10);
    }

    @Test
    void clockThatRanAheadSlowsDownAndNeverStepsBack() {
        ClockPolicy policy = new ClockPolicy(0, 0);
        ClockAnchor anchor = policy.next(30_000, 2_000_000, SPEED);
        assertThat(anchor.time()).isEqualTo(30_000);
        assertThat(anchor.rate()).isBetween(1L, (1L << 32) / 10 / 2);
        assertThat(policy.next(90_000_000_000L, 2_000_000, SPEED).rate()).isPositive();
        assertThat(policy.next(-5, 2_000_000, SPEED)).extracting(ClockAnchor::time).isEqualTo(-5L);
    }

    @Test
    void guestAndHostAgreeWithinAnIntervalWhateverTheSpeed() {
        SplittableRandom random = Seed.random("guestAndHostAgreeWithinAnIntervalWhateverTheSpeed");
        ClockPolicy policy = new ClockPolicy(0, 0);
        VirtualClock clock = new VirtualClock();
        Pace pace = new Pace();
        long now = 0;
        long step = 0;
        long speed = SPEED;
        long lastTime = 0;
        for (int at = 0; at < 100_000; at++) {
            if (random.nextInt(2_000) == 0) {
                speed = 1_000_000L << random.nextInt(9);
            }
            long time = clock.time(step);
            assertThat(Long.compareUnsigned(time, lastTime)).isNotNegative();
            lastTime = time;
            if (policy.due(now)) {
                ClockAnchor anchor = policy.next(time, now, pace.stepsPerSecond());
                clock.anchor(step, anchor.time(), anchor.rate());
            }
            long steps = pace.quantum();
            long nanos = Math.max(1, steps * 1_000_000_000 / speed);
            step += steps;
            now += nanos;
            pace.ran(steps, nanos);
        }
        long settled = now + 200_000_000;
        while (now < settled) {
            if (policy.due(now)) {
                ClockAnchor anchor = policy.next(clock.time(step), now, pace.stepsPerSecond());
                clock.anchor(step, anchor.time(), anchor.rate());
            }
            long steps = pace.quantum();
            step += steps;
            now += steps * 1_000_000_000 / speed;
            pace.ran(steps, steps * 1_000_000_000 / speed);
        }
        assertThat(Math.abs(clock.time(step) - policy.hostTime(now))).isLessThan(25_000);
    }

    @Test
    void wakeUpIsTheFirstNanosecondAtWhichTheTimeIsReached() {
        SplittableRandom random = Seed.random("wakeUpIsTheFirstNanosecondAtWhichTheTimeIsReached");
        for (int at = 0; at < 10_000; at++) {
            long originTime = random.nextLong(1L << 40);
            ClockPolicy policy = new ClockPolicy(random.nextLong(-1_000_000, 1_000_000), originTime);
            long time = originTime + 1 + random.nextLong(1L << 40);
            long nanos = policy.nanosAt(time);
            assertThat(policy.hostTime(nanos)).isEqualTo(time);
            assertThat(policy.hostTime(nanos - 1)).isEqualTo(time - 1);
        }
    }

    @Test
    void timeAlreadyReachedIsNotWaitedFor() {
        ClockPolicy policy = new ClockPolicy(1_000, 50);
        assertThat(policy.nanosAt(50)).isEqualTo(1_000);
        assertThat(policy.nanosAt(3)).isEqualTo(1_000);
    }

    @Test
    void timeThatIsNeverReachedIsNotWaitedFor() {
        for (long origin : new long[] {-1L << 60, 0, 1L << 60}) {
            assertThat(new ClockPolicy(origin, 5).nanosAt(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
            assertThat(new ClockPolicy(origin, 5).nanosAt(-1)).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void hostTimeStopsAtTheLastTime() {
        assertThat(new ClockPolicy(0, -10).hostTime(1_000_000)).isEqualTo(VirtualClock.LAST_TIME);
    }
}
