package org.vmft.replication.internal;

/**
 * Slows the primary in small steps while its backup executes too far behind, and lets it recover (Scales et al. 2010,
 * section 2.4). The lag counts toward failover time: a backup goes live only after it has caught up.
 */
final class LagControl {
    static final long LAG_NANOS_MAX = 100_000_000;
    private static final long ADJUST_NANOS = 10_000_000;
    private static final double STEP = 0.05;
    private static final double IDLE_SHARE_MAX = 0.9;

    private double idleShare;
    private long adjustedAt;
    private boolean started;

    /** How long the guest must stand still after having run for {@code ranNanos}. */
    long pauseNanos(long ranNanos, long lagNanos, long now) {
        if (!started || now - adjustedAt >= ADJUST_NANOS) {
            started = true;
            adjustedAt = now;
            idleShare = lagNanos > LAG_NANOS_MAX
                    ? Math.min(IDLE_SHARE_MAX, idleShare + STEP)
                    : Math.max(0, idleShare - STEP);
        }
        return idleShare == 0 ? 0 : (long) (ranNanos * idleShare / (1 - idleShare));
    }
}
