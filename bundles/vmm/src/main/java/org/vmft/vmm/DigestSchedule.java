package org.vmft.vmm;

import org.vmft.api.log.LogEntry;

/** When a recording logs digests. A guest that stands still is not digested again. */
final class DigestSchedule {
    private static final long MACHINE_INTERVAL_NANOS = 10_000_000;
    private static final long MEMORY_INTERVAL_NANOS = 1_000_000_000;

    private long machineNanos;
    private long memoryNanos;
    private long step;

    DigestSchedule(long now, long step) {
        machineNanos = now;
        memoryNanos = now;
        this.step = step;
    }

    boolean due(long now, long presentStep) {
        return presentStep > step && now - machineNanos >= MACHINE_INTERVAL_NANOS;
    }

    LogEntry.Digest take(Guest guest, long now) {
        boolean withMemory = now - memoryNanos >= MEMORY_INTERVAL_NANOS;
        machineNanos = now;
        memoryNanos = withMemory ? now : memoryNanos;
        step = guest.step();
        return of(guest, withMemory);
    }

    static LogEntry.Digest of(Guest guest, boolean withMemory) {
        return new LogEntry.Digest(guest.machineDigest(), withMemory, withMemory ? guest.memoryDigest() : 0);
    }
}
