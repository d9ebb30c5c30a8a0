package org.vmft.api.channel;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes connections between replicas. Provided as an OSGi service; thread-safe. What was sent and not acknowledged is
 * the replicas' to keep: a link promises order and integrity for as long as it lives, and nothing beyond.
 */
@ProviderType
public interface LogChannel {
    /**
     * Accepts connections.
     *
     * @return the acceptor, with the address actually bound
     * @throws IOException when the address cannot be bound; the message is one line and names it
     */
    LinkAcceptor listen(String address, LinkListener listener) throws IOException;

    /**
     * Connects and sends {@code hello}. Never blocks; the outcome goes to the listener within {@code timeoutMillis}:
     * {@link LinkListener#opened}, or {@link LinkListener#failed}.
     */
    void dial(String address, ChannelMessage.Hello hello, int timeoutMillis, LinkListener listener);

    /**
     * Finds out whether a process listens there, without speaking to it. Never blocks; the outcome is told by
     * {@link LinkListener#failed} (with {@code refused} true when the host answered that nobody does), or not at all.
     */
    void probe(String address, int timeoutMillis, LinkListener listener);
}
