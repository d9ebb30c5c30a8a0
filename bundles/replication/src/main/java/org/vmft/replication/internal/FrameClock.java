package org.vmft.replication.internal;

import java.util.Optional;
import org.vmft.api.replica.FrameWaits;

/** Measures how long frames wait for the guest's next delivery point. One monitor; any thread; time is the host's, ns. */
final class FrameClock {
    /** As many as a virtual machine queues; of more nobody asks how long they waited. */
    static final int WAITING_MAX = 256;
    private static final long INTERVAL_NANOS = 2_000_000_000;

    private final long[] arrivedAt = new long[WAITING_MAX];
    private final WaitHistogram untilTaken = new WaitHistogram();
    private final WaitHistogram behindQuantum = new WaitHistogram();
    private volatile int waiting;
    private long toldAt;

    FrameClock(long now) {
        toldAt = now;
    }

    synchronized void arrived(long now) {
        if (waiting < WAITING_MAX) {
            arrivedAt[waiting++] = now;
        }
    }

    /** Whether a frame came since the last delivery point. */
    boolean waiting() {
        return waiting > 0;
    }

    /** The guest has run since the last delivery point, and stops. */
    synchronized void quantumOver(long now) {
        addTo(behindQuantum, now);
    }

    /** The guest stands between two steps and takes what there is. */
    synchronized void deliveryPoint(long now) {
        addTo(untilTaken, now);
        waiting = 0;
    }

    private void addTo(WaitHistogram waits, long now) {
        for (int i = 0; i < waiting; i++) {
            waits.add(Math.max(0, now - arrivedAt[i]));
        }
    }

    /** Of all frames since the last time that this returned something, every two seconds in which there were some. */
    synchronized Optional<FrameWaits> takeIfDue(long now) {
        if (now - toldAt < INTERVAL_NANOS) {
            return Optional.empty();
        }
        Optional<FrameWaits> waits = untilTaken.take().map(all -> new FrameWaits(all, behindQuantum.take()));
        toldAt = waits.isPresent() ? now : toldAt;
        return waits;
    }
}
