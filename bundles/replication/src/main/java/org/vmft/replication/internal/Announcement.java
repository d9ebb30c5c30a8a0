package org.vmft.replication.internal;

/** When to announce the guest's address again after going live: a few times, with growing distance. */
final class Announcement {
    private static final long[] DISTANCES_NANOS = {50_000_000, 150_000_000, 250_000_000, 350_000_000};

    private int round = DISTANCES_NANOS.length;
    private long nextAt;

    void begin(long now) {
        round = 0;
        nextAt = now + DISTANCES_NANOS[0];
    }

    /** Whether to announce now; at most once for each round. */
    boolean due(long now) {
        if (round == DISTANCES_NANOS.length || now - nextAt < 0) {
            return false;
        }
        round++;
        if (round < DISTANCES_NANOS.length) {
            nextAt = now + DISTANCES_NANOS[round];
        }
        return true;
    }

    long nextAt() {
        return round == DISTANCES_NANOS.length ? Long.MAX_VALUE : nextAt;
    }
}
