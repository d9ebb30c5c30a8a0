package org.vmft.api.replica;

import org.osgi.annotation.versioning.ConsumerType;

/** Told of what happens to the replicas of this node; a whiteboard service. */
@ConsumerType
public interface ReplicaListener {
    /**
     * Called on the replica's thread; must be quick.
     *
     * @param node name of the node
     * @param nanos the host's monotonic time
     */
    void event(String node, long nanos, String what, ReplicaStatus status);

    /** How long frames waited for the guest since the last time; on the replica's thread, every few seconds in which some came. */
    default void framesWaited(String node, long nanos, FrameWaits waits, ReplicaStatus status) {
        // for those who want figures
    }

    /** The replica was stopped at this state; its log is complete up to it. */
    void stopped(String node, long nanos, ReplicaStatus status, long digest);
}
