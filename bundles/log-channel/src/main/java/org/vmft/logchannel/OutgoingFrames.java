package org.vmft.logchannel;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Frames that wait for their connection, bounded in bytes. Not thread-safe. */
final class OutgoingFrames {
    private final Deque<byte[]> frames = new ArrayDeque<>();
    private final long bulkBytesMax;
    private final long bytesMax;
    private int firstSent;
    private long bytes;

    /** Log entries and state up to {@code bulkBytesMax}, everything together up to {@code reserveBytes} more. */
    OutgoingFrames(long bulkBytesMax, long reserveBytes) {
        this.bulkBytesMax = bulkBytesMax;
        this.bytesMax = bulkBytesMax + reserveBytes;
    }

    /** An empty queue takes any frame, so that none is too large for ever. */
    boolean offer(byte[] frame, boolean reserved) {
        if (bytes > 0 && bytes + frame.length > (reserved ? bytesMax : bulkBytesMax)) {
            return false;
        }
        frames.add(frame);
        bytes += frame.length;
        return true;
    }

    /** Moves as many bytes as there is room for. */
    void moveTo(ByteBuffer room) {
        while (room.hasRemaining() && !frames.isEmpty()) {
            byte[] first = frames.element();
            int piece = Math.min(room.remaining(), first.length - firstSent);
            room.put(first, firstSent, piece);
            firstSent += piece;
            bytes -= piece;
            if (firstSent == first.length) {
                frames.remove();
                firstSent = 0;
            }
        }
    }

    long bytes() {
        return bytes;
    }
}
