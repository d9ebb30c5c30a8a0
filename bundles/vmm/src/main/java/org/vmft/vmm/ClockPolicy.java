package org.vmft.vmm;

import org.vmft.api.log.LogEntry.ClockAnchor;

/**
 * Follows the host's monotonic clock with anchors: guest time never steps back, and a clock that ran ahead gets a lower
 * rate until the host has caught up.
 */
final class ClockPolicy {
    static final long ANCHOR_INTERVAL_NANOS = 2_000_000;
    private static final long NANOS_PER_TICK = 100;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long INTERVAL_TICKS = ANCHOR_INTERVAL_NANOS / NANOS_PER_TICK;
    /** Guest time always advances at a sixteenth of its proper speed at least. */
    private static final long SLOWEST_TICKS = INTERVAL_TICKS / 16;

    private final long originNanos;
    private final long originTime;
    private long anchoredNanos;
    private boolean anchored;

    /** Guest time {@code originTime} corresponds to the host's {@code originNanos}. */
    ClockPolicy(long originNanos, long originTime) {
        this.originNanos = originNanos;
        this.originTime = originTime;
    }

    long hostTime(long now) {
        long time = originTime + Math.max(0, now - originNanos) / NANOS_PER_TICK;
        return Long.compareUnsigned(time, originTime) < 0 ? VirtualClock.LAST_TIME : time;
    }

    /** The earliest host time at which {@link #hostTime} has reached this guest time; MAX_VALUE for never. */
    long nanosAt(long guestTime) {
        if (Long.compareUnsigned(guestTime, originTime) <= 0) {
            return originNanos;
        }
        long ticks = guestTime - originTime;
        long ticksMax = (Long.MAX_VALUE - Math.max(0, originNanos)) / NANOS_PER_TICK;
        return Long.compareUnsigned(ticks, ticksMax) >= 0 ? Long.MAX_VALUE : originNanos + ticks * NANOS_PER_TICK;
    }

    boolean due(long now) {
        return !anchored || now - anchoredNanos >= ANCHOR_INTERVAL_NANOS;
    }

    /** The anchor for this step, given what the clock says before it and how fast the guest has been lately. */
    ClockAnchor next(long clockTime, long now, long stepsPerSecond) {
        anchored = true;
        anchoredNanos = now;
        long hostTime = hostTime(now);
        boolean behind = Long.compareUnsigned(clockTime, hostTime) <= 0;
        long ahead = behind ? 0 : clockTime - hostTime;
        long ticks = ahead < 0 || ahead > INTERVAL_TICKS - SLOWEST_TICKS ? SLOWEST_TICKS : INTERVAL_TICKS - ahead;
        long steps = Math.max(1, stepsPerSecond / (NANOS_PER_SECOND / ANCHOR_INTERVAL_NANOS));
        return new ClockAnchor(behind ? hostTime : clockTime, Math.max(1, (ticks << 32) / steps));
    }
}
