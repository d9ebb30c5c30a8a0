package org.vmft.network;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.vmft.api.network.FrameReceiver;

/**
 * One connection of a port to its network, from {@link #open} until it fails or is closed. One thread opens and reads,
 * another writes; any may close it, which ends the others' waiting.
 */
interface Attachment extends Closeable {
    /** The message of a failure is one line for people, here and below. */
    void open() throws IOException;

    /** Hands on what comes, until it fails or is closed. */
    void read(FrameReceiver receiver) throws IOException;

    /** @return how many of these frames the network did not take */
    int write(List<byte[]> frames) throws IOException;

    /** Idempotent, also before it is open. */
    @Override
    void close();
}
