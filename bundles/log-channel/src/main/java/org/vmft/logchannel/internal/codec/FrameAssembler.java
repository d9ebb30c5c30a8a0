package org.vmft.logchannel.internal.codec;

import java.util.Optional;

/** Puts frames together from bytes that arrive in arbitrary pieces. Its buffer grows with what has arrived only. */
public final class FrameAssembler {
    private static final int FIRST_CAPACITY = 4 << 10;

    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int start;
    private int end;
    private int frameBytes;

    public void append(byte[] bytes, int offset, int length) {
        if (end + length > buffer.length) {
            int pending = end - start;
            byte[] room = pending + length > buffer.length
                    ? new byte[Math.max(pending + length, 2 * buffer.length)] : buffer;
            System.arraycopy(buffer, start, room, 0, pending);
            buffer = room;
            start = 0;
            end = pending;
        }
        System.arraycopy(bytes, offset, buffer, end, length);
        end += length;
    }

    /** The next frame, which must carry this tag and fit; empty until it is whole. Valid until the next append. */
    public Optional<Frame> next(long tag, int bytesMax) throws FormatException {
        if (frameBytes == 0) {
            if (end - start < Frame.HEADER_BYTES) {
                return Optional.empty();
            }
            frameBytes = Frame.frameBytes(buffer, start, tag, bytesMax);
        }
        if (end - start < frameBytes) {
            return Optional.empty();
        }
        Frame frame = Frame.decode(buffer, start, frameBytes);
        start += frameBytes;
        frameBytes = 0;
        return Optional.of(frame);
    }

    /** Bytes of a frame that is not whole yet. */
    public int pending() {
        return end - start;
    }
}
