package org.vmft.api.vm;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineSpec;

/**
 * A guest machine with its memory, devices and virtual clock, which records (primary, solo) or replays (backup). It
 * starts no thread and reads no clock: time comes in as an argument. One thread drives it; only {@link #post} may be
 * called from others.
 */
@ProviderType
public interface VirtualMachine {
    /**
     * Does a bounded piece of work and says what comes next.
     * Recording: takes queued inputs, anchors the clock, runs one quantum, flushes when due.
     * Replaying: applies deliveries at this step, runs to the next delivery or bound, checks every entry.
     *
     * @param now host's monotonic time in nanoseconds; never smaller than before
     */
    Turn turn(long now);

    MachineSpec spec();

    /** Present step. */
    long step();

    /** Recording: position of the last entry flushed. Replaying: position of the last entry consumed. */
    long position();

    /** Index of the last output produced in this incarnation; 0 for none. */
    long outputIndex();

    boolean recording();

    /**
     * Recording: queues an input for the next delivery point. Any thread.
     *
     * @return false when the queue is full or the machine replays; the input is dropped and counted
     */
    boolean post(LogEntry.Input input);

    /** Inputs dropped by {@link #post} so far. Any thread. */
    long dropped();

    /**
     * Replaying: appends received entries; positions must follow on.
     *
     * @throws IllegalArgumentException for a gap, with expected and actual position
     */
    void supply(Flush flush);

    /** Replaying, with everything supplied consumed: records from here on, the clock going on without a step back. */
    void goLive(long now);

    /** Recording: logs a control entry at this step and flushes at once. */
    void control(LogEntry.Control entry);

    /**
     * Recording: flushes what is pending, then starts positions at 1 again; the state saved next is named
     * (step, position 0).
     */
    void restartPositions();

    /** Complete state: configuration, machine, memory, devices, clock, output index. Between turns only. */
    byte[] save();

    /** Digest over everything {@link #save} covers. Between turns only. */
    long digest();

    /** The machine's view for debuggers and traces, if it has one. */
    default Optional<Debuggable> debuggable() {
        return Optional.empty();
    }

    /** Digests compared with the log so far while replaying. */
    long digestsCompared();
}
