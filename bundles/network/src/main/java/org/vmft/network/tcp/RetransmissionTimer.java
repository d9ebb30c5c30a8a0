package org.vmft.network.tcp;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** When to send again what was not acknowledged (RFC 6298), in ns of a monotonic clock. */
final class RetransmissionTimer {
    static final long TIMEOUT_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(200);
    static final long TIMEOUT_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long TIMEOUT_NANOS_INITIAL = TimeUnit.MILLISECONDS.toNanos(250);

    private boolean armed;
    private long dueAt;
    private long smoothedNanos = -1;
    private long variationNanos;
    private long timeoutNanos = TIMEOUT_NANOS_INITIAL;

    void arm(long now) {
        armed = true;
        dueAt = now + timeoutNanos;
    }

    void disarm() {
        armed = false;
    }

    boolean armed() {
        return armed;
    }

    boolean due(long now) {
        return armed && now - dueAt >= 0;
    }

    /** Waits twice as long from now on, until a round trip is measured. */
    void backOff() {
        timeoutNanos = Math.min(TIMEOUT_NANOS_MAX, 2 * timeoutNanos);
    }

    /** A segment that was sent once was acknowledged after so long. */
    void measured(long nanos) {
        if (smoothedNanos < 0) {
            smoothedNanos = nanos;
            variationNanos = nanos / 2;
        } else {
            variationNanos += (Math.abs(smoothedNanos - nanos) - variationNanos) / 4;
            smoothedNanos += (nanos - smoothedNanos) / 8;
        }
        settle();
    }

    /** Forgets having backed off. */
    void settle() {
        timeoutNanos = estimate();
    }

    /** What was sent again got through: backs off half as much, as nothing says yet that a round trip takes no longer. */
    void ease() {
        timeoutNanos = Math.max(estimate(), timeoutNanos / 2);
    }

    private long estimate() {
        return smoothedNanos < 0 ? TIMEOUT_NANOS_INITIAL
                : Math.min(TIMEOUT_NANOS_MAX, Math.max(TIMEOUT_NANOS_MIN, smoothedNanos + 4 * variationNanos));
    }

    OptionalLong untilDue(long now) {
        return armed ? OptionalLong.of(Math.max(0, dueAt - now)) : OptionalLong.empty();
    }
}
