package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.StateException;
import org.vmft.testkit.Seed;

class VirtualClockTest {
    private static final BigInteger LAST_TIME = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger LAST_STEP = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int CASES = 200_000;

    private record Anchor(long step, long time, long rate) {
        VirtualClock clock() {
            VirtualClock clock = new VirtualClock();
            clock.anchor(step, time, rate);
            return clock;
        }

        BigInteger time(BigInteger step) {
            BigInteger elapsed = step.subtract(BigInteger.valueOf(this.step)).max(BigInteger.ZERO)
                    .multiply(BigInteger.valueOf(rate)).shiftRight(32);
            return unsigned(time).add(elapsed).min(LAST_TIME);
        }

        /** The definition taken literally: the smallest step at which the exact time is not smaller. */
        BigInteger due(long wanted, long fromStep) {
            BigInteger start = BigInteger.valueOf(Math.max(step, fromStep));
            BigInteger missing = unsigned(wanted).subtract(unsigned(time));
            if (missing.signum() <= 0) {
                return start;
            }
            BigInteger[] steps = missing.shiftLeft(32).divideAndRemainder(BigInteger.valueOf(rate));
            BigInteger ceiling = steps[1].signum() == 0 ? steps[0] : steps[0].add(BigInteger.ONE);
            return start.max(BigInteger.valueOf(step).add(ceiling)).min(LAST_STEP);
        }
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    /** Numbers of every magnitude, with a preference for the edges of powers of two. */
    private static long anyMagnitude(SplittableRandom random) {
        long value = random.nextLong() >>> random.nextInt(64);
        return switch (random.nextInt(4)) {
            case 0 -> Long.highestOneBit(value) - 1;
            case 1 -> Long.highestOneBit(value) + random.nextInt(3);
            default -> value;
        };
    }

    private static Anchor anyAnchor(SplittableRandom random) {
        return new Anchor(anyMagnitude(random) & Long.MAX_VALUE, anyMagnitude(random),
                Math.max(1, anyMagnitude(random) & Long.MAX_VALUE));
    }

    @Test
    void timeIsTheExactProductRoundedDownAndSaturated() {
        SplittableRandom random = Seed.random("timeIsTheExactProductRoundedDownAndSaturated");
        for (int at = 0; at < CASES; at++) {
            Anchor anchor = anyAnchor(random);
            long step = anyMagnitude(random) & Long.MAX_VALUE;
            step = random.nextBoolean() ? step : (anchor.step + step) & Long.MAX_VALUE;
            assertThat(unsigned(anchor.clock().time(step))).as("%s at %d", anchor, step)
                    .isEqualTo(anchor.time(BigInteger.valueOf(step)));
        }
    }

    @Test
    void dueStepIsTheExactInverseOfTime() {
        SplittableRandom random = Seed.random("dueStepIsTheExactInverseOfTime");
        for (int at = 0; at < CASES; at++) {
            Anchor anchor = anyAnchor(random);
            long from = anyMagnitude(random) & Long.MAX_VALUE;
            long wanted = random.nextBoolean() ? anyMagnitude(random) : anchor.time + anyMagnitude(random);
            long due = anchor.clock().dueStep(wanted, from);
            assertThat(BigInteger.valueOf(due)).as("%s time %s from %d", anchor, Long.toUnsignedString(wanted), from)
                    .isEqualTo(anchor.due(wanted, from));
            if (due != Long.MAX_VALUE) {
                assertThat(Long.compareUnsigned(anchor.clock().time(due), wanted)).isNotNegative();
                if (due > Math.max(anchor.step, from)) {
                    assertThat(Long.compareUnsigned(anchor.clock().time(due - 1), wanted)).isNegative();
                }
            }
        }
    }

    @Test
    void timeBeforeTheAnchorIsTheAnchorsTime() {
        assertThat(new Anchor(100, 7, 1L << 40).clock().time(3)).isEqualTo(7);
    }

    @Test
    void rateMustBePositive() {
        VirtualClock clock = new VirtualClock();
        assertThatThrownBy(() -> clock.anchor(0, 0, 0)).hasMessage("rate: expected >0, actual 0");
        assertThatThrownBy(() -> clock.anchor(0, 0, Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void savedClockGoesOn() {
        StateWriter writer = new StateWriter();
        new Anchor(5, -9, 12_345).clock().save(writer);
        VirtualClock restored = new VirtualClock();
        restored.restore(new StateReader(writer.finish()));
        assertThat(restored.time(1L << 50)).isEqualTo(new Anchor(5, -9, 12_345).clock().time(1L << 50));
    }

    @Test
    void savedClockThatStandsStillIsRefused() {
        StateWriter writer = new StateWriter();
        writer.section("clock", 1);
        writer.i64(0);
        writer.i64(0);
        writer.i64(0);
        StateReader reader = new StateReader(writer.finish());
        assertThatThrownBy(() -> new VirtualClock().restore(reader)).isInstanceOf(StateException.class);
    }
}
