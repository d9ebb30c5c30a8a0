package org.vmft.isa.toy;

import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** Trap and interrupt state: what was saved at the last trap, which sources are enabled, which are raised. */
final class Controls {
    static final int TIMER = 0;
    static final int CONSOLE = 1;
    static final int NIC = 2;
    static final int SOURCES = 0b111;
    static final int ENABLE = 0b01;
    static final int PREVIOUS = 0b10;
    static final int INTERRUPT_CAUSE = 0x80000000;
    static final long NEVER = -1;

    private static final String SECTION = "toy-controls";
    private static final int VERSION = 1;

    /** Bit 0: interrupts enabled. Bit 1: its value before the last trap. */
    int status;
    int vector;
    int epc;
    int cause;
    int value;
    int mask;
    int scratch;
    /** Guest time at which the timer's source is raised; unsigned. */
    long compare = NEVER;
    /** Levels of the device lines, one bit for each source; the timer's bit is never set here. */
    int lines;

    boolean enabled() {
        return (status & ENABLE) != 0;
    }

    void setLine(int source, boolean raised) {
        lines = raised ? lines | 1 << source : lines & ~(1 << source);
    }

    /** Saves what a trap handler needs and closes interrupts. */
    void enter(int newCause, int newValue, int pc) {
        epc = pc;
        cause = newCause;
        value = newValue;
        status = (status & ENABLE) << 1;
    }

    /** Opens interrupts as they were before the last trap. */
    void leave() {
        status = status & PREVIOUS | status >>> 1;
    }

    void save(StateSink sink) {
        sink.section(SECTION, VERSION);
        sink.i32(status);
        sink.i32(vector);
        sink.i32(epc);
        sink.i32(cause);
        sink.i32(value);
        sink.i32(mask);
        sink.i32(scratch);
        sink.i64(compare);
        sink.i32(lines);
    }

    void restore(StateSource source) {
        source.section(SECTION, VERSION);
        status = source.i32();
        vector = source.i32();
        epc = source.i32();
        cause = source.i32();
        value = source.i32();
        mask = source.i32();
        scratch = source.i32();
        compare = source.i64();
        lines = source.i32();
        if ((status & ~(ENABLE | PREVIOUS)) != 0 || ((vector | epc) & 3) != 0 || (mask & ~SOURCES) != 0
                || (lines & ~(1 << CONSOLE | 1 << NIC)) != 0) {
            throw new StateException("toy controls: expected=legal bits actual=status " + status + ", vector " + vector
                    + ", epc " + epc + ", mask " + mask + ", lines " + lines);
        }
    }
}
