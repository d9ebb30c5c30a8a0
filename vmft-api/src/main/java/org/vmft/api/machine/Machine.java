package org.vmft.api.machine;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.vmft.api.debug.Debuggable;

/**
 * One uniprocessor guest machine: a hart and the controllers that belong to its instruction set.
 *
 * <p>The coordinate is the <em>step</em>: every retired instruction, every trap entry and every interrupt entry is one.
 * Interrupts are evaluated before every step, inside {@link #run}; a store that changes a deadline, an interrupt line
 * or an enable takes effect at the next step. Execution is a function of the saved state, the deliveries and the
 * results of {@link MachineHost} alone: no host clock, randomness, thread, I/O, identity hash or hash order.
 * Guest faults are guest traps; {@code run} never throws for anything a guest does.
 *
 * <p>Not thread-safe: the virtual machine's thread is the only caller.
 */
@ConsumerType
public interface Machine {
    /** Places the image and sets the boot state; called once, at step 0. */
    void load(Image image) throws BadImageException;

    /** Steps taken since boot. */
    long step();

    /**
     * Runs exactly to {@code untilStep}, or stops earlier for a reason of {@link Stop}; never beyond. With
     * {@code untilStep <= step()} it does nothing at all and returns REACHED. For every split,
     * {@code run(a); run(b)} leaves the state of {@code run(b)}. The clock may have been anchored anew since the last
     * call, so deadlines are recomputed at entry.
     */
    Stop run(long untilStep);

    /**
     * Makes {@link #run} return after the step being executed, with DEVICE_STOP. Called by the host inside a call of
     * the machine or of one of its devices on {@link MachineHost}, so a machine looks at it only after steps that
     * left the hart. A request still standing when {@code run} is entered is void.
     */
    void requestStop();

    /**
     * Guest time in ticks at which a timer would end the present wait, {@link Long#MAX_VALUE} for never (compared as
     * unsigned). Defined after IDLE.
     */
    long wakeTime();

    /** What the guest reported when it halted; 0 is success. Defined after HALTED. */
    int exitCode();

    /** Writes hart and controllers (not memory, not devices): versioned, and independent of how they are implemented. */
    void save(StateSink sink);

    /**
     * Replaces the state by a saved one; memory and devices have been restored before.
     *
     * @throws StateException when the state is of a version this implementation cannot read; the machine is then unusable
     */
    void restore(StateSource source);

    /** The view for debuggers and traces, if there is one. */
    default Optional<Debuggable> debuggable() {
        return Optional.empty();
    }

    /** Digest over exactly what {@link #save} writes. */
    default long digest() {
        DigestSink sink = new DigestSink();
        save(sink);
        return sink.value();
    }
}
