package org.vmft.demo.process;

import java.util.ArrayDeque;
import java.util.Deque;

/** Pieces of a stream that come out in order, each when it has been inside for some time. Pure: time is an argument. */
final class DelayLine {
    private record Piece(byte[] bytes, long due) {}

    private final long delayNanos;
    private final long bytesMax;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long bytes;

    DelayLine(long delayNanos, long bytesMax) {
        this.delayNanos = delayNanos;
        this.bytesMax = bytesMax;
    }

    /** Whether it took the piece; an empty line takes any. */
    boolean offer(byte[] piece, long now) {
        if (!pieces.isEmpty() && bytes + piece.length > bytesMax) {
            return false;
        }
        pieces.add(new Piece(piece, now + delayNanos));
        bytes += piece.length;
        return true;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Until the next piece comes out; 0 when it may. Not for an empty line. */
    long waitNanos(long now) {
        return Math.max(0, pieces.element().due() - now);
    }

    /** Takes the next piece out. */
    byte[] take(long now) {
        if (waitNanos(now) > 0) {
            throw new IllegalStateException("taken " + waitNanos(now) + " ns early");
        }
        byte[] piece = pieces.remove().bytes();
        bytes -= piece.length;
        return piece;
    }
}
