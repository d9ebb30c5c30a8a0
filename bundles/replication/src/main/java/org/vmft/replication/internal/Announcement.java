package org.vmft.replication.internal;

/**
 * When to announce the guest's address again: a few times after going live, with growing distance, and whenever another
 * host used it or asks for it, since a network that cannot fence may then believe it to be there.
 */
final class Announcement {
    private static final long[] DISTANCES_NANOS = {50_000_000, 150_000_000, 250_000_000, 350_000_000};
    /** Two hosts that both claim one address must not flood the network. */
    private static final long ANSWER_DISTANCE_NANOS = 50_000_000;

    private int round = DISTANCES_NANOS.length;
    private long nextAt;
    private long answerFrom;
    private volatile boolean doubted;

    void begin(long now) {
        round = 0;
        nextAt = now + DISTANCES_NANOS[0];
        answerFrom = now;
    }

    /** A frame came that says so, or that asks. Any thread. */
    void doubted() {
        doubted = true;
    }

    /** Whether to announce now; at most once for each round and each answer. */
    boolean due(long now) {
        if (doubted && now - answerFrom >= 0) {
            doubted = false;
            answerFrom = now + ANSWER_DISTANCE_NANOS;
            return true;
        }
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
        long again = round == DISTANCES_NANOS.length ? Long.MAX_VALUE : nextAt;
        return doubted ? Math.min(again, answerFrom) : again;
    }
}
