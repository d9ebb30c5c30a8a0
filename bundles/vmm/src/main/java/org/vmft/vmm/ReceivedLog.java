package org.vmft.vmm;

import java.util.ArrayDeque;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;

/** The supplied entries that a replay has not consumed, in order, each with the host time at which it was first seen. */
final class ReceivedLog {
    private record Received(Flush flush, long nanos) {}

    private final ArrayDeque<Flush> fresh = new ArrayDeque<>();
    private final ArrayDeque<Received> received = new ArrayDeque<>();
    private int next;
    private long position;
    private long suppliedPosition;

    void supply(Flush flush) {
        if (flush.firstPosition() != suppliedPosition + 1) {
            throw new IllegalArgumentException(
                    "position: expected " + (suppliedPosition + 1) + ", actual " + flush.firstPosition());
        }
        suppliedPosition = flush.lastPosition();
        fresh.add(flush);
    }

    /** Everything supplied since the last call counts as received now. */
    void arrived(long now) {
        while (!fresh.isEmpty()) {
            received.add(new Received(fresh.remove(), now));
        }
    }

    /** Whether nothing that has arrived is left. */
    boolean isEmpty() {
        return received.isEmpty();
    }

    boolean consumedEverything() {
        return received.isEmpty() && fresh.isEmpty();
    }

    TimedEntry head() {
        return received.element().flush().entries().get(next);
    }

    /** Host time at which the head arrived. */
    long headNanos() {
        return received.element().nanos();
    }

    /** Step of the first entry that is not synchronous: the machine may run up to it. */
    long bound() {
        int at = next;
        while (received.element().flush().entries().get(at).entry() instanceof LogEntry.Synchronous) {
            at++;
        }
        return received.element().flush().entries().get(at).step();
    }

    void consume() {
        position++;
        next++;
        if (next == received.element().flush().entries().size()) {
            received.remove();
            next = 0;
        }
    }

    /** Position of the last entry consumed. */
    long position() {
        return position;
    }
}
