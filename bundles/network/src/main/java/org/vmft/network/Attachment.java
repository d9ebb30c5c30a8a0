package org.vmft.network;

import java.io.Closeable;
import java.io.IOException;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.FrameReceiver;

/**
 * One connection of a port to its network, from {@link #open} until it fails or is closed. One thread opens and reads; any
 * other calls do not block, and closing ends the reading.
 */
interface Attachment extends Closeable {
    /** The message of a failure is one line for people, here and below. */
    void open() throws IOException;

    /** Hands on what comes, until it fails or is closed. */
    void read(FrameReceiver receiver) throws IOException;

    /** Sends a frame, in the calling thread if the network takes it. False when it was dropped. */
    boolean transmit(byte[] frame);

    /** Binds what follows, or fails. */
    void bind(FenceTag tag);

    /** Frames that were taken and can leave no more; of one that is closed. */
    int unsent();

    /** Idempotent, also before it is open. */
    @Override
    void close();
}
