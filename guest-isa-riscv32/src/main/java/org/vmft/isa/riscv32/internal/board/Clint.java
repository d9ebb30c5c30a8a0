package org.vmft.isa.riscv32.internal.board;

import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * The core-local interruptor of one hart: software interrupt and timer. Its mtime is the virtual clock plus an offset
 * that the guest changes by writing mtime; all 64 bits wrap and compare unsigned.
 */
public final class Clint implements Region {
    static final int MSIP = 0x0;
    static final int MTIMECMP = 0x4000;
    static final int MTIME = 0xbff8;

    private static final String SECTION = "rv32-clint";
    private static final int VERSION = 1;
    private static final long NEVER = Long.MAX_VALUE;
    /** A step at which nothing computed before holds. */
    private static final long STALE = Long.MIN_VALUE;

    private final MachineHost host;
    private boolean software;
    private long compare = -1;
    private long offset;
    /** Whether the timer's interrupt is pending at every step before {@link #changeStep}. */
    private boolean pending;
    private long changeStep = STALE;

    public Clint(MachineHost host) {
        this.host = host;
    }

    /** The virtual clock may have been anchored anew. */
    public void clockChanged() {
        changeStep = STALE;
    }

    public long time(long step) {
        return host.time(step) + offset;
    }

    boolean softwarePending() {
        return software;
    }

    /** Whether mtime &ge; mtimecmp at this step. */
    boolean timerPending(long step) {
        if (step >= changeStep) {
            evaluate(step);
        }
        return pending;
    }

    /** The first step at which {@link #timerPending} may be other than at this one. */
    public long changeStep(long step) {
        timerPending(step);
        return changeStep;
    }

    private void evaluate(long step) {
        long now = time(step);
        pending = Long.compareUnsigned(now, compare) >= 0;
        // From pending, the next change is mtime's wrap to 0, which matters unless 0 is due as well.
        long due = hostTime(step, pending ? 0 : compare);
        boolean never = due == NEVER || pending && compare == 0;
        changeStep = never ? NEVER : host.dueStep(due, step);
    }

    /** Time of the virtual clock when the timer's interrupt becomes pending, which it is not now. */
    public long wakeTime(long step) {
        long due = hostTime(step, compare);
        return due < 0 ? NEVER : due;
    }

    /** Time of the virtual clock when mtime next has this value; never when the clock does not reach it. */
    private long hostTime(long step, long time) {
        long start = host.time(step);
        long due = start + (time - (start + offset));
        return Long.compareUnsigned(due, start) < 0 ? NEVER : due;
    }

    @Override
    public int load(int at, int bytes, long step) {
        return switch (at) {
            case MSIP -> software ? 1 : 0;
            case MTIMECMP -> (int) compare;
            case MTIMECMP + Integer.BYTES -> (int) (compare >>> Integer.SIZE);
            case MTIME -> (int) time(step);
            case MTIME + Integer.BYTES -> (int) (time(step) >>> Integer.SIZE);
            default -> 0;
        };
    }

    @Override
    public void store(int at, int bytes, int value, long step) {
        switch (at) {
            case MSIP -> software = (value & 1) != 0;
            case MTIMECMP -> compare = low(compare, value);
            case MTIMECMP + Integer.BYTES -> compare = high(compare, value);
            case MTIME -> offset = low(time(step), value) - host.time(step);
            case MTIME + Integer.BYTES -> offset = high(time(step), value) - host.time(step);
            default -> { }
        }
        changeStep = STALE;
    }

    private static long low(long old, int value) {
        return old >>> Integer.SIZE << Integer.SIZE | Integer.toUnsignedLong(value);
    }

    private static long high(long old, int value) {
        return (long) value << Integer.SIZE | old & 0xffffffffL;
    }

    public void save(StateSink sink) {
        sink.section(SECTION, VERSION);
        sink.flag(software);
        sink.i64(compare);
        sink.i64(offset);
    }

    /** @throws StateException when the state is of another version */
    public void restore(StateSource source) {
        source.section(SECTION, VERSION);
        software = source.flag();
        compare = source.i64();
        offset = source.i64();
        changeStep = STALE;
    }
}
