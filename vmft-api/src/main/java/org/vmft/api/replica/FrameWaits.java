package org.vmft.api.replica;

import java.util.Optional;

/**
 * How long frames of some span of time waited for a live guest, which takes them between two steps.
 *
 * @param untilTaken all of them, until the guest came to where it can take them: until its quantum was over, its thread was
 *     awake, and no limit made it stand still
 * @param behindQuantum those that came during a quantum, until it was over; empty when there were none
 */
public record FrameWaits(Waits untilTaken, Optional<Waits> behindQuantum) {
    /**
     * The distribution of waits.
     *
     * @param frames how many there were, at least 1
     * @param p50Nanos what half of them did not exceed
     * @param p99Nanos what 99 of 100 did not exceed
     */
    public record Waits(long frames, long p50Nanos, long p99Nanos, long maxNanos) {}
}
