package org.vmft.api.replica;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A replica on this node. Provided as an OSGi service for as long as it is configured; thread-safe. */
@ProviderType
public interface RunningReplica {
    /**
     * How a replica came to its end.
     *
     * @param failure one line when it could not start or broke, else empty
     */
    record Ending(Role role, String failure) {}

    /** As of the last turn. */
    ReplicaStatus status();

    /** Switches the virtual machine off; takes effect when the role allows. */
    void requestPowerOff();

    /** Gives the backup up; ignored without one. */
    void requestDetach();

    /** Completes when the replica has stopped for good and nothing is left to do, or could not start. */
    CompletionStage<Ending> ending();
}
