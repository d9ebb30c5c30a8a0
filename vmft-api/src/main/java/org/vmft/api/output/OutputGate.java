package org.vmft.api.output;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.vmft.api.machine.Output;
import org.vmft.api.replica.ReplicaId;

/**
 * Holds the outputs of one replica and releases them in order of index, as its {@link ReleaseMode} allows. One monitor:
 * every method may be called from any thread and takes effect whole; releases happen in the caller's thread.
 */
@ProviderType
public interface OutputGate {
    /** Takes an output; indices are dense. {@code position} is that of its mark. */
    void hold(long index, long position, Output output, long now);

    /**
     * Changes the rule. A new {@link ReleaseMode.AwaitAck} begins with nothing acknowledged and no lease, and counts
     * everything held so far as marked at position 0.
     */
    void mode(ReleaseMode mode, long now);

    /** The backup {@code from} has received everything up to {@code position}; ignored unless it is the mode's backup. */
    void acknowledged(ReplicaId from, long position, long now);

    /** Until this host time (monotonic, ns) the backup cannot have begun to suspect this replica. */
    void lease(ReplicaId from, long untilNanos, long now);

    /** On a backup: the primary's outputs up to this index have left. Never moves back. */
    void watermark(long index);

    /** Index of the last output that left, or of the watermark. */
    long released();

    /** What is held, in order. */
    List<HeldOutput> held();

    /** Whether a bound is reached; the machine must then stand still. */
    boolean full();
}
