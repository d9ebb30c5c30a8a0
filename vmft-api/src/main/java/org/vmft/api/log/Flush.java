package org.vmft.api.log;

import java.util.List;

/**
 * Consecutive entries that leave together and are received whole: non-decreasing in step, the last of them a
 * {@link LogEntry.Progress}. Positions are dense from 1 within a pairing.
 */
public record Flush(long firstPosition, List<TimedEntry> entries) {
    public Flush {
        entries = List.copyOf(entries);
        if (firstPosition < 1) {
            throw new IllegalArgumentException("firstPosition: expected >=1, actual " + firstPosition);
        }
        if (entries.isEmpty() || !(entries.get(entries.size() - 1).entry() instanceof LogEntry.Progress)) {
            throw new IllegalArgumentException("entries: expected Progress last, actual "
                    + (entries.isEmpty() ? "nothing" : entries.get(entries.size() - 1)));
        }
    }

    public long lastPosition() {
        return firstPosition + entries.size() - 1;
    }

    /** The step of the closing Progress. */
    public long progress() {
        return entries.get(entries.size() - 1).step();
    }
}
