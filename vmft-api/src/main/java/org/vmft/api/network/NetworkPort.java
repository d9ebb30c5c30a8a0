package org.vmft.api.network;

import java.io.Closeable;
import org.osgi.annotation.versioning.ProviderType;

/** One attachment to a network. Thread-safe; no method blocks. */
@ProviderType
public interface NetworkPort extends Closeable {
    /**
     * Sends a frame in the calling thread, or queues what the network does not take now; frames leave in order.
     *
     * @return false when it was dropped (not connected, or queue full); counted
     */
    boolean transmit(byte[] frame);

    /**
     * Binds this port to a virtual machine's generation, ahead of every later frame and again after every reconnection.
     * A switch that can fence closes ports bound to lower ones and purges their queues before it carries those frames.
     */
    void bind(FenceTag tag);

    /**
     * Transmits one RARP frame from this address, so that bridges learn that it is here now. Who goes live repeats it a few
     * times.
     *
     * @param macAddress the low 48 bits, first byte highest
     * @return as {@link #transmit}
     */
    boolean announce(long macAddress);

    /**
     * Transmits one RARP frame that asks for this address in nobody's name, so that whoever has it announces it. For who may
     * have diverted it.
     *
     * @return as {@link #transmit}
     */
    boolean inquire(long macAddress);

    /** Frames dropped so far. */
    long dropped();

    /** Idempotent. */
    @Override
    void close();
}
