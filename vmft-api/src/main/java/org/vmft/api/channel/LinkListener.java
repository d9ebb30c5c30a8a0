package org.vmft.api.channel;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told of what happens on links. Calls for one link come one at a time, from its receiving thread; they must not
 * block for long.
 */
@ConsumerType
public interface LinkListener {
    /**
     * Accepting side: a peer connected with this hello; answer with Welcome or Refuse. The dialling side is told with
     * its own hello, once the connection stands.
     */
    void opened(Link link, ChannelMessage.Hello hello);

    /** Any later message; Welcome and Refuse too. */
    void received(Link link, ChannelMessage message);

    /** The link is gone; nothing more will be received on it. {@code reason} is one line. */
    void closed(Link link, String reason);

    /** A dial or probe did not succeed. {@code refused}: the host answered that nobody listens there. */
    void failed(String address, boolean refused, String reason);
}
