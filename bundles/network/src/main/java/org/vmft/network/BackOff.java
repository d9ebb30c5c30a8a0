package org.vmft.network;

import java.util.concurrent.TimeUnit;

/** How long to wait before the next attempt: doubling, up to a bound. Pure. */
final class BackOff {
    static final long NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);
    static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private long next = NANOS_MIN;

    /** @param lastedNanos how long the connection just lost had lasted; 0 when there was none */
    long afterLoss(long lastedNanos) {
        if (lastedNanos >= NANOS_MAX) {
            next = NANOS_MIN;
        }
        long wait = next;
        next = Math.min(2 * next, NANOS_MAX);
        return wait;
    }
}
