package org.vmft.isa.riscv32.internal.hart;

import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * A 64-bit counter that follows an event count of the hart at a distance, or stands still while it is inhibited. What a
 * write gives it is what the next instruction reads.
 */
final class Counter {
    private boolean inhibited;
    /** Value less the count of events; while inhibited, the value itself. */
    private long base;

    long value(long events) {
        return inhibited ? base : events + base;
    }

    /** @param eventsAfter count of events once the writing instruction has retired */
    void write(long value, long eventsAfter) {
        base = inhibited ? value : value - eventsAfter;
    }

    boolean inhibited() {
        return inhibited;
    }

    void inhibit(boolean wanted, long eventsAfter) {
        long value = value(eventsAfter);
        inhibited = wanted;
        write(value, eventsAfter);
    }

    void save(StateSink sink) {
        sink.flag(inhibited);
        sink.i64(base);
    }

    void restore(StateSource source) {
        inhibited = source.flag();
        base = source.i64();
    }
}
