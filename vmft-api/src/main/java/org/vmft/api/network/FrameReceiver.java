package org.vmft.api.network;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes frames from a port, in its thread. */
@ConsumerType
@FunctionalInterface
public interface FrameReceiver {
    /** The array becomes the receiver's. Must not block. */
    void received(byte[] frame);
}
