package org.vmft.network;

import java.nio.ByteBuffer;
import java.util.function.Predicate;

/** Frames on a byte stream as QEMU's {@code stream} and {@code socket} network backends send them: u32 length, frame. */
final class StreamFraming {
    static final int LENGTH_BYTES = 4;
    /** Nothing longer is a packet; QEMU's own limit is 4 KiB more. */
    static final int FRAME_BYTES_MAX = 65535;

    /** The stream cannot be read any further. */
    static final class ProtocolException extends Exception {
        private static final long serialVersionUID = 1L;

        ProtocolException(String message) {
            super(message);
        }
    }

    private StreamFraming() {}

    static int encodedBytes(byte[] frame) {
        return LENGTH_BYTES + frame.length;
    }

    /** @param out has room for it */
    static void encode(byte[] frame, ByteBuffer out) {
        out.putInt(frame.length).put(frame);
    }

    /** Cuts a stream that arrives in arbitrary pieces into frames. Holds one frame at most. */
    static final class Decoder {
        private final byte[] length = new byte[LENGTH_BYTES];
        private int lengthBytes;
        private byte[] frame;
        private int frameBytes;

        /**
         * Consumes the buffer.
         *
         * @param each takes a frame; false ends the decoding, and the rest is not looked at
         */
        void decode(ByteBuffer in, Predicate<byte[]> each) throws ProtocolException {
            while (in.hasRemaining()) {
                if (frame == null) {
                    length[lengthBytes++] = in.get();
                    if (lengthBytes < LENGTH_BYTES) {
                        continue;
                    }
                    frame = new byte[announced()];
                }
                int piece = Math.min(in.remaining(), frame.length - frameBytes);
                in.get(frame, frameBytes, piece);
                frameBytes += piece;
                if (frameBytes == frame.length) {
                    byte[] whole = frame;
                    frame = null;
                    frameBytes = 0;
                    lengthBytes = 0;
                    if (!each.test(whole)) {
                        return;
                    }
                }
            }
        }

        private int announced() throws ProtocolException {
            int announced = ByteBuffer.wrap(length).getInt();
            if (announced < 0 || announced > FRAME_BYTES_MAX) {
                throw new ProtocolException("frame length: expected 0 to " + FRAME_BYTES_MAX + ", actual "
                        + Integer.toUnsignedString(announced));
            }
            return announced;
        }
    }
}
