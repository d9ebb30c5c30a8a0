package org.vmft.replication.internal;

import java.util.Arrays;
import java.util.Optional;
import org.vmft.api.replica.FrameWaits;

/** Counts waits, ns, in buckets of equal width. */
final class WaitHistogram {
    static final long BUCKET_NANOS = 10_000;
    /** Waits up to 20 ms are told apart. */
    private static final int BUCKETS = 2_000;

    private final long[] counts = new long[BUCKETS + 1];
    private long frames;
    private long max;

    void add(long wait) {
        counts[(int) Math.min(wait / BUCKET_NANOS, BUCKETS)]++;
        max = Math.max(max, wait);
        frames++;
    }

    /** What was added since the last call, if anything. */
    Optional<FrameWaits.Waits> take() {
        if (frames == 0) {
            return Optional.empty();
        }
        FrameWaits.Waits waits = new FrameWaits.Waits(frames, quantile(50), quantile(99), max);
        Arrays.fill(counts, 0);
        frames = 0;
        max = 0;
        return Optional.of(waits);
    }

    /** The upper end of the bucket, so that it is never too short. */
    private long quantile(int percent) {
        long rank = (frames * percent + 99) / 100;
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(max, (bucket + 1) * BUCKET_NANOS);
            }
        }
        return max;
    }
}
