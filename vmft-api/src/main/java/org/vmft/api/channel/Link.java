package org.vmft.api.channel;

import org.osgi.annotation.versioning.ProviderType;

/** One connection. Thread-safe; no method blocks. */
@ProviderType
public interface Link {
    /**
     * Queues a message; messages arrive in order. State chunks and log entries are refused when the queue is full,
     * other messages have a reserve of their own.
     *
     * @return false when it was not taken: queue full, or link closed
     */
    boolean send(ChannelMessage message);

    /**
     * As {@link #send}, but the message may wait for the next one that is sent, and leave with it: it costs no packet of its
     * own, and the peer is not woken for it alone.
     */
    boolean sendLater(ChannelMessage message);

    /** Closes at once; {@link LinkListener#closed} follows. Idempotent. */
    void close(String reason);
}
