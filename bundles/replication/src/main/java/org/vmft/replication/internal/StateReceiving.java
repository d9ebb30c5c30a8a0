package org.vmft.replication.internal;

import java.util.Arrays;
import org.vmft.api.channel.ChannelMessage;

/** Puts the chunks of a saved state together again. Not thread-safe. */
final class StateReceiving {
    /** No larger state is accepted. */
    static final long BYTES_MAX = 1L << 30;

    private byte[] state = new byte[0];
    private int received;
    private long total = -1;

    /** @throws IllegalArgumentException for a chunk that does not follow on */
    void add(ChannelMessage.StateChunk chunk) {
        if (chunk.offset() != received || total >= 0 && chunk.totalBytes() != total
                || chunk.totalBytes() > BYTES_MAX || received + (long) chunk.bytes().length > chunk.totalBytes()) {
            throw new IllegalArgumentException("state chunk: expected offset " + received + " of "
                    + (total < 0 ? "at most " + BYTES_MAX : total) + ", actual " + chunk.offset() + "+"
                    + chunk.bytes().length + " of " + chunk.totalBytes());
        }
        total = chunk.totalBytes();
        int end = received + chunk.bytes().length;
        if (end > state.length) {
            state = Arrays.copyOf(state, (int) Math.min(total, Math.max(end, state.length * 2L)));
        }
        System.arraycopy(chunk.bytes(), 0, state, received, chunk.bytes().length);
        received = end;
    }

    boolean complete() {
        return received == total;
    }

    byte[] state() {
        return state.length == received ? state : Arrays.copyOf(state, received);
    }
}
