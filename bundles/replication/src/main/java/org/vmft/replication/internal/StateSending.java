package org.vmft.replication.internal;

import java.util.Arrays;
import java.util.function.Predicate;
import org.vmft.api.channel.ChannelMessage;

/** A saved state on its way to a joiner, in chunks small enough that heartbeats pass between them. */
final class StateSending {
    static final int CHUNK_BYTES = 64 << 10;

    private final byte[] state;
    private int sent;

    StateSending(byte[] state) {
        this.state = state;
    }

    /** Sends until the link takes no more; true once everything was taken. */
    boolean pump(Predicate<ChannelMessage> link) {
        while (sent < state.length) {
            int end = Math.min(state.length, sent + CHUNK_BYTES);
            if (!link.test(new ChannelMessage.StateChunk(sent, state.length, Arrays.copyOfRange(state, sent, end)))) {
                return false;
            }
            sent = end;
        }
        return true;
    }
}
