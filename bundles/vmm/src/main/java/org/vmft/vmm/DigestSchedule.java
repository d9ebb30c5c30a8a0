package org.vmft.vmm;

import org.vmft.api.log.LogEntry;

/** When a recording logs digests. A guest that stands still is not digested again. */
final class DigestSchedule {
    private static final long MACHINE_INTERVAL_NANOS = 10_000_000;
    private static final long MEMORY_INTERVAL_NANOS = 1_000_000_000;
    /** Some ten microseconds' worth, so that no turn is much longer for it. */
    private static final int PAGES_PER_TURN = 4;

    private long machineNanos;
    private long memoryNanos;
    private long step;
    /** Pages before it are digested ahead of the next digest of memory, but for what has changed since. */
    private int page;

    DigestSchedule(long now, long step) {
        machineNanos = now;
        memoryNanos = now;
        this.step = step;
    }

    boolean due(long now, long presentStep) {
        return presentStep > step && now - machineNanos >= MACHINE_INTERVAL_NANOS;
    }

    /** Does a part of a due digest of memory, which is taken once this has been at every page. */
    void prepare(Guest guest, long now) {
        if (memoryDue(now)) {
            page = guest.digestAhead(page, PAGES_PER_TURN);
        }
    }

    private boolean memoryDue(long now) {
        return now - memoryNanos >= MEMORY_INTERVAL_NANOS;
    }

    LogEntry.Digest take(Guest guest, long now) {
        boolean withMemory = memoryDue(now) && page == guest.pages();
        page = withMemory ? 0 : page;
        machineNanos = now;
        memoryNanos = withMemory ? now : memoryNanos;
        step = guest.step();
        return of(guest, withMemory);
    }

    static LogEntry.Digest of(Guest guest, boolean withMemory) {
        return new LogEntry.Digest(guest.machineDigest(), withMemory, withMemory ? guest.memoryDigest() : 0);
    }
}
