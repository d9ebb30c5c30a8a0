package org.vmft.demo.transfer;

import java.util.ArrayList;
import java.util.List;

/** When each piece of a stream came or went, on the host's monotonic clock. Any thread. */
final class Pieces {
    private record Piece(long at, long upTo) {}

    private final List<Piece> pieces = new ArrayList<>();

    /** So many bytes by now. */
    synchronized void upTo(long bytes) {
        pieces.add(new Piece(System.nanoTime(), bytes));
    }

    synchronized long bytes() {
        return bytesAt(Long.MAX_VALUE);
    }

    synchronized long bytesAt(long nanos) {
        long bytes = 0;
        for (Piece piece : pieces) {
            if (piece.at() <= nanos) {
                bytes = piece.upTo();
            }
        }
        return bytes;
    }

    /** The longest wait for a piece that came later than that. */
    synchronized long longestWaitAfter(long nanos) {
        long longest = 0;
        for (int i = 1; i < pieces.size(); i++) {
            if (pieces.get(i).at() > nanos) {
                longest = Math.max(longest, pieces.get(i).at() - pieces.get(i - 1).at());
            }
        }
        return longest;
    }
}
