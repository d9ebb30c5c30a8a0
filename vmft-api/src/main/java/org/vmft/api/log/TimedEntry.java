package org.vmft.api.log;

import java.util.Objects;

/** A log entry and the step at which it takes effect. */
public record TimedEntry(long step, LogEntry entry) {
    public TimedEntry {
        Objects.requireNonNull(entry);
        if (step < 0) {
            throw new IllegalArgumentException("step: expected a non-negative number, actual " + step);
        }
    }
}
