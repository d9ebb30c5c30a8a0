package org.vmft.vmm;

import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * Guest time as a function of the step: {@code time(k) = anchor.time + floor((k - anchor.step) * rate / 2^32)}, in
 * ticks of 100 ns, unsigned and saturating. The product has up to 126 bits, so that no guest can run long enough to
 * overflow it.
 */
final class VirtualClock {
    /** Where time stops: 58,000 years after boot. */
    static final long LAST_TIME = -1L;
    private static final int STATE_VERSION = 1;
    private static final int FRACTION_BITS = 32;
    private static final long NEVER = Long.MAX_VALUE;

    private long anchorStep;
    private long anchorTime;
    private long rate = 1L << FRACTION_BITS;

    void anchor(long step, long time, long newRate) {
        if (newRate <= 0) {
            throw new IllegalArgumentException("rate: expected >0, actual " + newRate);
        }
        anchorStep = step;
        anchorTime = time;
        rate = newRate;
    }

    long anchorTime() {
        return anchorTime;
    }

    long time(long step) {
        long steps = Math.max(0, step - anchorStep);
        long high = Math.multiplyHigh(steps, rate);
        if (high >>> FRACTION_BITS != 0) {
            return LAST_TIME;
        }
        long elapsed = high << FRACTION_BITS | steps * rate >>> FRACTION_BITS;
        long time = anchorTime + elapsed;
        return Long.compareUnsigned(time, anchorTime) < 0 ? LAST_TIME : time;
    }

    /** The smallest k, not before {@code fromStep} or the anchor, with {@code time(k) >= time}. */
    long dueStep(long time, long fromStep) {
        long start = Math.max(anchorStep, fromStep);
        if (Long.compareUnsigned(time, anchorTime) <= 0) {
            return start;
        }
        long steps = stepsFor(time - anchorTime);
        return steps > NEVER - anchorStep ? NEVER : Math.max(start, anchorStep + steps);
    }

    /** ceil(ticks * 2^32 / rate), or NEVER; ticks is unsigned. */
    private long stepsFor(long ticks) {
        long whole = Long.divideUnsigned(ticks, rate);
        if (whole >>> 31 != 0) {
            return NEVER;
        }
        long rest = Long.remainderUnsigned(ticks, rate);
        long fraction = 0;
        for (int bit = 0; bit < FRACTION_BITS; bit++) {
            rest <<= 1;
            fraction <<= 1;
            if (Long.compareUnsigned(rest, rate) >= 0) {
                rest -= rate;
                fraction |= 1;
            }
        }
        long steps = (whole << FRACTION_BITS) + fraction;
        return rest == 0 || steps == NEVER ? steps : steps + 1;
    }

    void save(StateSink sink) {
        sink.section("clock", STATE_VERSION);
        sink.i64(anchorStep);
        sink.i64(anchorTime);
        sink.i64(rate);
    }

    void restore(StateSource source) {
        source.section("clock", STATE_VERSION);
        long step = source.i64();
        long time = source.i64();
        long savedRate = source.i64();
        if (step < 0 || savedRate <= 0) {
            throw new StateException("clock: expected step >=0 and rate >0, actual step " + step + ", rate " + savedRate);
        }
        anchor(step, time, savedRate);
    }
}
