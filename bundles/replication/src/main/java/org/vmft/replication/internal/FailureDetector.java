package org.vmft.replication.internal;

import java.util.Optional;

/**
 * Suspects a peer that was silent for too long, or whose host says that nobody listens any more. Suspicion alone
 * decides nothing. Silence counts only while this process itself ran: after a stall of its own (stopped, starved of
 * processor time) the peer may have spoken unheard. One monitor; any thread; time is the host's monotonic clock in
 * nanoseconds.
 */
final class FailureDetector {
    /** A stall of more than this part of the bound is not the peer's silence; heartbeats are due twice as often. */
    private static final int STALLS_PER_SILENCE = 5;
    private static final int LOOKS_PER_SILENCE = 10;

    private final long silenceNanosMax;
    private boolean watching;
    private long heardAt;
    private long suspendedUntil;
    private long awakeAt;
    private String refusal;

    FailureDetector(long silenceNanosMax) {
        this.silenceNanosMax = silenceNanosMax;
    }

    /** Begins to watch a peer, as if it had just been heard. */
    synchronized void watch(long now) {
        watching = true;
        heardAt = now;
        suspendedUntil = now;
        awakeAt = now;
        refusal = null;
    }

    /** This process runs; to be called more often than a few times within the bound of silence. */
    synchronized void awake(long now) {
        long stalled = now - awakeAt;
        awakeAt = now;
        if (stalled > silenceNanosMax / STALLS_PER_SILENCE) {
            heardAt = Math.min(now, heardAt + stalled);
        }
    }

    synchronized void ignore() {
        watching = false;
    }

    /** Whatever the peer sends ends a silence that it announced. */
    synchronized void heard(long now) {
        if (now - heardAt > 0) {
            heardAt = now;
        }
        suspendedUntil = heardAt;
    }

    /** The peer announced a planned silence. */
    synchronized void suspend(long untilNanos) {
        if (untilNanos - suspendedUntil > 0) {
            suspendedUntil = untilNanos;
        }
    }

    /** The peer's host refused a connection: its process is gone. */
    synchronized void refused(String reason) {
        refusal = reason;
    }

    /** When to look again: often enough that waiting between looks is no stall, and when {@link #suspicion} may change. */
    synchronized long nextLook() {
        return watching ? Math.min(deadline(), awakeAt + silenceNanosMax / LOOKS_PER_SILENCE) : Long.MAX_VALUE;
    }

    private long deadline() {
        long silence = heardAt + silenceNanosMax;
        return silence - suspendedUntil > 0 ? silence : suspendedUntil;
    }

    /** How the peer's loss was noticed; empty while it is not suspected. */
    synchronized Optional<String> suspicion(long now) {
        if (!watching) {
            return Optional.empty();
        }
        if (refusal != null) {
            return Optional.of("refused: " + refusal);
        }
        if (now - deadline() >= 0) {
            return Optional.of("timeout: nothing heard for " + (now - heardAt) / 1_000_000 + " ms");
        }
        return Optional.empty();
    }
}
