package org.vmft.network.tcp;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** What has arrived of a stream; offsets count its bytes from 0. The end of the stream takes one offset, like a byte. */
final class TcpReceiver {
    /** As much as a sender has under way; {@link TcpConnection} scales the window that says so. */
    static final int BUFFER_BYTES = 256 << 10;
    /** Pieces that are ahead of a gap; what would be one more is forgotten and comes again. */
    private static final int PIECES_MAX = 64;
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final byte[] ring = new byte[BUFFER_BYTES];
    /** Ahead of the first gap: offset of the first byte, offset behind the last. */
    private final TreeMap<Long, Long> pieces = new TreeMap<>();
    private long received;
    private long taken;
    private long end = UNKNOWN;

    /** Takes a segment's data. False when some of it lies beyond a gap, or was here before: worth telling the sender at once. */
    boolean accept(long offset, byte[] payload, boolean last) {
        if (last && end == UNKNOWN && offset + payload.length <= taken + BUFFER_BYTES) {
            end = offset + payload.length;
        }
        long from = Math.max(offset, received);
        long to = Math.min(Math.min(offset + payload.length, taken + BUFFER_BYTES), end);
        boolean next = offset == received;
        if (from < to && (next || from <= received || pieces.size() < PIECES_MAX)) {
            copy(payload, (int) (from - offset), from, to);
            pieces.merge(from, to, Math::max);
            join();
        }
        return next;
    }

    private void copy(byte[] payload, int start, long from, long to) {
        int at = (int) (from % BUFFER_BYTES);
        int count = (int) (to - from);
        int first = Math.min(count, BUFFER_BYTES - at);
        System.arraycopy(payload, start, ring, at, first);
        System.arraycopy(payload, start + first, ring, 0, count - first);
    }

    private void join() {
        Map.Entry<Long, Long> piece = pieces.firstEntry();
        while (piece != null && piece.getKey() <= received) {
            received = Math.max(received, piece.getValue());
            pieces.pollFirstEntry();
            piece = pieces.firstEntry();
        }
    }

    /** Everything before it has arrived. */
    long next() {
        return received == end ? received + 1 : received;
    }

    /** Bytes beyond {@link #next} for which there is room. */
    int window() {
        return (int) (taken + BUFFER_BYTES - received);
    }

    /** What has arrived and was not taken, as far as it lies in one piece. */
    ByteBuffer readable() {
        int at = (int) (taken % BUFFER_BYTES);
        return ByteBuffer.wrap(ring, at, (int) Math.min(received - taken, BUFFER_BYTES - at)).asReadOnlyBuffer();
    }

    void take(int bytes) {
        taken += bytes;
    }

    /** Whether all of the stream has arrived and been taken. */
    boolean exhausted() {
        return taken == end;
    }

    boolean complete() {
        return received == end;
    }
}
