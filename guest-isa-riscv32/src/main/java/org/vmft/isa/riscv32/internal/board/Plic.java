package org.vmft.isa.riscv32.internal.board;

import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * The platform-level interrupt controller: sources 1 to 31, one context. A source whose line is high is pending unless
 * it is in service, that is, claimed and not yet completed.
 */
public final class Plic implements Region {
    static final int SOURCES = 32;
    static final int PRIORITY = 0x0;
    static final int PENDING = 0x1000;
    static final int ENABLE = 0x2000;
    static final int THRESHOLD = 0x200000;
    static final int CLAIM = 0x200004;
    static final int PRIORITY_MAX = 7;

    private static final String SECTION = "rv32-plic";
    private static final int VERSION = 1;

    private final int[] priorities = new int[SOURCES];
    private int lines;
    private int pending;
    private int inService;
    private int enabled;
    private int threshold;

    void line(int source, boolean raised) {
        lines = raised ? lines | 1 << source : lines & ~(1 << source);
        admit();
    }

    private void admit() {
        pending |= lines & ~inService;
    }

    /** Whether a source is pending, enabled and above the threshold. */
    boolean externalPending() {
        return pending != 0 && priorities[best()] > threshold;
    }

    /** The pending, enabled source of the highest priority, the lowest number first; 0 when there is none. */
    private int best() {
        int best = 0;
        for (int left = pending & enabled; left != 0; left &= left - 1) {
            int source = Integer.numberOfTrailingZeros(left);
            if (priorities[source] > priorities[best]) {
                best = source;
            }
        }
        return best;
    }

    private int claim() {
        int source = best();
        if (source != 0) {
            pending &= ~(1 << source);
            inService |= 1 << source;
        }
        return source;
    }

    /** A completion of a source that is not enabled is ignored. */
    private void complete(int source) {
        if (source > 0 && source < SOURCES && (enabled & 1 << source) != 0) {
            inService &= ~(1 << source);
            admit();
        }
    }

    @Override
    public int load(int at, int bytes, long step) {
        if (at < SOURCES * Integer.BYTES) {
            return priorities[at / Integer.BYTES];
        }
        return switch (at) {
            case PENDING -> pending;
            case ENABLE -> enabled;
            case THRESHOLD -> threshold;
            case CLAIM -> claim();
            default -> 0;
        };
    }

    @Override
    public void store(int at, int bytes, int value, long step) {
        if (at < SOURCES * Integer.BYTES) {
            if (at > 0) {
                priorities[at / Integer.BYTES] = value & PRIORITY_MAX;
            }
            return;
        }
        switch (at) {
            case ENABLE -> enabled = value & ~1;
            case THRESHOLD -> threshold = value & PRIORITY_MAX;
            case CLAIM -> complete(value);
            default -> { }
        }
    }

    public void save(StateSink sink) {
        sink.section(SECTION, VERSION);
        for (int source = 1; source < SOURCES; source++) {
            sink.i32(priorities[source]);
        }
        sink.i32(lines);
        sink.i32(pending);
        sink.i32(inService);
        sink.i32(enabled);
        sink.i32(threshold);
    }

    public void restore(StateSource source) {
        source.section(SECTION, VERSION);
        for (int number = 1; number < SOURCES; number++) {
            priorities[number] = priority(source.i32());
        }
        lines = source.i32();
        pending = source.i32();
        inService = source.i32();
        enabled = source.i32();
        threshold = priority(source.i32());
        if (((lines | pending | inService | enabled) & 1) != 0) {
            throw new StateException("rv32 plic: expected=no source 0 actual=lines %x, pending %x, in service %x, enabled %x"
                    .formatted(lines, pending, inService, enabled));
        }
    }

    private static int priority(int saved) {
        if (saved < 0 || saved > PRIORITY_MAX) {
            throw new StateException("rv32 plic priority: expected=0.." + PRIORITY_MAX + " actual=" + saved);
        }
        return saved;
    }
}
