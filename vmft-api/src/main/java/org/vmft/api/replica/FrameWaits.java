package org.vmft.api.replica;

/**
 * How long frames of some span of time waited until a live guest came between two steps where it can take them: until its
 * quantum was over, its thread was awake, and no limit made it stand still.
 *
 * @param frames how many there were, at least 1
 * @param p50Nanos what half of them did not exceed
 * @param p99Nanos what 99 of 100 did not exceed
 */
public record FrameWaits(long frames, long p50Nanos, long p99Nanos, long maxNanos) {}
