package org.vmft.api.output;

import org.vmft.api.replica.ReplicaId;

/** When held output may leave (Scales et al. 2010, section 2.2). */
public sealed interface ReleaseMode {
    /** Nothing leaves: no role allows it. */
    record Closed() implements ReleaseMode {}

    /** A backup: nothing leaves; outputs up to the primary's watermark are forgotten. */
    record Replaying() implements ReleaseMode {}

    /** An output leaves once this backup has acknowledged its mark and the lease holds. */
    record AwaitAck(ReplicaId backup) implements ReleaseMode {}

    /** The recorded winner of its generation, alone: everything leaves at once. */
    record Unprotected() implements ReleaseMode {}

    /** Whether an output whose mark is at {@code position} may leave, given what this mode's backup acknowledged. */
    default boolean permits(long position, long acknowledged) {
        return this instanceof Unprotected || this instanceof AwaitAck && position <= acknowledged;
    }
}
