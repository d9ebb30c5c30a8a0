package org.vmft.api.machine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The waist: the only way in and out of a machine while instructions execute. Behind it stands a recorder on the
 * primary and a replayer on the backup; a machine cannot tell which. Calls never block and never throw. {@code step} is
 * always the number of the step being executed. Called on the virtual machine's thread only.
 */
@ProviderType
public interface MachineHost {
    /** Most outputs of one step: room for them all is kept before the step begins. */
    int OUTPUTS_PER_STEP_MAX = 64;
    /** Most bytes in the outputs of one step: as many Ethernet frames, and some more. */
    int OUTPUT_BYTES_PER_STEP_MAX = 128 << 10;
    /** Most results that one step may ask for. */
    int RESULTS_PER_STEP_MAX = 16;
    /** Most bytes in the results of one step. */
    int RESULT_BYTES_PER_STEP_MAX = 8 << 10;

    /** Guest time in ticks of 100 ns at this step (virtual clock; costs nothing in the log). */
    long time(long step);

    /**
     * The smallest step k &ge; {@code fromStep} with {@code time(k) >= time} (unsigned), under the present clock anchor;
     * {@link Long#MAX_VALUE} when there is none.
     */
    long dueStep(long time, long fromStep);

    /** A non-deterministic result of exactly {@code length} bytes (at most 4096); logged, and replayed on the backup. */
    byte[] result(Source source, int length, long step);

    /** Something for the outside world; it is held until the output rule lets it go. The array becomes the host's. */
    void output(Output output, long step);

    /**
     * A request to the disk; its outcome arrives as a {@link org.vmft.api.log.LogEntry.DiskCompletion}. On the backup nothing
     * is done with it: the log has the outcome.
     */
    void disk(DiskRequest request, long step);

    /** An interrupt entry: both sides compute it, and the log checks that they agree. */
    void interruptTaken(int cause, long step);

    /** A device asks {@link Machine#run} to return after the present step; calls {@link Machine#requestStop()}. */
    void requestStop();
}
