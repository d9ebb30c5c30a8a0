package org.vmft.replication.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.vmft.api.log.Flush;
import org.vmft.api.replica.ReplicaId;

/**
 * The entries of a pairing that its backup has not acknowledged, and when the unexecuted ones were flushed. They belong
 * here and not to the channel: after a lost connection sending goes on behind the last acknowledged position. One
 * monitor; any thread.
 */
final class SendWindow {
    /** Unacknowledged entries at which the guest stands still; a quantum's worst case fits above. */
    static final int ENTRIES_MAX = LogIntake.ENTRIES_MAX / 2;

    private record Timed(long lastPosition, long flushedAt) {}

    private final ReplicaId backup;
    private final Deque<Flush> unacknowledged = new ArrayDeque<>();
    private final Deque<Timed> unexecuted = new ArrayDeque<>();
    private long entries;
    private long flushed;
    private long sent;
    private long acknowledged = -1;
    private long executed;
    private long credit;

    SendWindow(ReplicaId backup) {
        this.backup = backup;
    }

    /** Whose acknowledgements count. */
    ReplicaId backup() {
        return backup;
    }

    synchronized void add(Flush flush, long now) {
        if (flush.firstPosition() != flushed + 1) {
            throw new IllegalStateException(
                    "log position: expected=" + (flushed + 1) + " actual=" + flush.firstPosition());
        }
        unacknowledged.addLast(flush);
        unexecuted.addLast(new Timed(flush.lastPosition(), now));
        entries += flush.entries().size();
        flushed = flush.lastPosition();
    }

    /** Sends what was not sent, within the credit, until the link takes no more. */
    synchronized void pump(Predicate<Flush> link) {
        for (Flush flush : unacknowledged) {
            if (flush.lastPosition() > credit) {
                return;
            }
            if (flush.firstPosition() > sent) {
                if (!link.test(flush)) {
                    return;
                }
                sent = flush.lastPosition();
            }
        }
    }

    /** @throws IllegalArgumentException for a position that was never sent */
    synchronized void acknowledge(long position, long executedPosition, long newCredit) {
        if (position > sent || executedPosition > position) {
            throw new IllegalArgumentException("acknowledged position: expected<=" + sent + " actual=" + position
                    + ", executed " + executedPosition);
        }
        acknowledged = Math.max(acknowledged, position);
        executed = Math.max(executed, executedPosition);
        credit = Math.max(credit, newCredit);
        while (!unacknowledged.isEmpty() && unacknowledged.peekFirst().lastPosition() <= acknowledged) {
            entries -= unacknowledged.removeFirst().entries().size();
        }
        while (!unexecuted.isEmpty() && unexecuted.peekFirst().lastPosition() <= executed) {
            unexecuted.removeFirst();
        }
    }

    /**
     * A new connection to the same backup, which has received everything up to {@code received}.
     *
     * @throws IllegalArgumentException for a position before what it acknowledged, or never sent
     */
    synchronized void resume(long received) {
        if (received < acknowledged || received > sent) {
            throw new IllegalArgumentException("resumed position: expected " + acknowledged + ".." + sent
                    + ", actual " + received);
        }
        sent = received;
    }

    synchronized boolean full() {
        return entries >= ENTRIES_MAX;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** How long the oldest unexecuted entry has been under way, ns; 0 when there is none. */
    synchronized long executionLag(long now) {
        Iterator<Timed> oldest = unexecuted.iterator();
        return oldest.hasNext() ? now - oldest.next().flushedAt() : 0;
    }
}
