package org.vmft.replication.internal;

import java.util.Arrays;
import java.util.Optional;
import org.vmft.api.replica.FrameWaits;

/** Measures how long frames wait for the guest's next delivery point. One monitor; any thread; time is the host's, ns. */
final class FrameClock {
    /** As many as a virtual machine queues; of more nobody asks how long they waited. */
    static final int WAITING_MAX = 256;
    static final long BUCKET_NANOS = 10_000;
    /** Waits up to 20 ms are told apart. */
    private static final int BUCKETS = 2_000;
    private static final long INTERVAL_NANOS = 2_000_000_000;

    private final long[] arrivedAt = new long[WAITING_MAX];
    private final long[] counts = new long[BUCKETS + 1];
    private int waiting;
    private long frames;
    private long max;
    private long toldAt;

    FrameClock(long now) {
        toldAt = now;
    }

    synchronized void arrived(long now) {
        if (waiting < WAITING_MAX) {
            arrivedAt[waiting++] = now;
        }
    }

    /** The guest stands between two steps. */
    synchronized void deliveryPoint(long now) {
        for (int i = 0; i < waiting; i++) {
            long wait = Math.max(0, now - arrivedAt[i]);
            counts[(int) Math.min(wait / BUCKET_NANOS, BUCKETS)]++;
            max = Math.max(max, wait);
        }
        frames += waiting;
        waiting = 0;
    }

    /** Of all frames since the last time that this returned something, every two seconds in which there were some. */
    synchronized Optional<FrameWaits> takeIfDue(long now) {
        if (frames == 0 || now - toldAt < INTERVAL_NANOS) {
            return Optional.empty();
        }
        FrameWaits waits = new FrameWaits(frames, quantile(50), quantile(99), max);
        Arrays.fill(counts, 0);
        frames = 0;
        max = 0;
        toldAt = now;
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
