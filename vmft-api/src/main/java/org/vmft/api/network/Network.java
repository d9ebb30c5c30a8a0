package org.vmft.api.network;

import org.osgi.annotation.versioning.ConsumerType;

/** A network to which guests attach. Provided as an OSGi service; thread-safe. */
@ConsumerType
public interface Network {
    /**
     * A port on this network. It connects by itself, and again after every loss, for as long as it is open; until then
     * frames are dropped and counted.
     */
    NetworkPort attach(FrameReceiver receiver);
}
