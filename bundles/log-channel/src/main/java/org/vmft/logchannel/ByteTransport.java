package org.vmft.logchannel;

/**
 * The connection under a {@link FramedLink}: whoever implements it passes received bytes to
 * {@link FramedLink#bytesReceived} and, when nothing more will come, calls {@link FramedLink#disconnected} once; both from one
 * thread at a time, and never from within the methods below, which any thread may call and which never block.
 */
public interface ByteTransport {
    /**
     * Takes a frame to be sent after those taken before.
     *
     * @param reserved whether the frame may use the room that is kept free of log entries and state
     * @return false when nothing of it was taken: no room, or closed
     */
    boolean write(byte[] frame, boolean reserved);

    /** As {@link #write} from the reserve, but the frame need not leave before the next one is written. */
    boolean writeLater(byte[] frame);

    /** Takes nothing more, tries for a bounded time to send what it took, and ends; {@code disconnected} follows at once. */
    void close();
}
