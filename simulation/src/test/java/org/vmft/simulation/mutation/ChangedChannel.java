package org.vmft.simulation.mutation;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.channel.LogChannel;

/** A channel that changes what a replica sends, and sees what it receives before the replica does. */
record ChangedChannel(LogChannel channel, UnaryOperator<ChannelMessage> sent, BiConsumer<Link, ChannelMessage> received)
        implements LogChannel {
    @Override
    public LinkAcceptor listen(String address, LinkListener listener) throws IOException {
        return channel.listen(address, new Listener(listener));
    }

    @Override
    public void dial(String address, ChannelMessage.Hello hello, int timeoutMillis, LinkListener listener) {
        channel.dial(address, hello, timeoutMillis, new Listener(listener));
    }

    @Override
    public void probe(String address, int timeoutMillis, LinkListener listener) {
        channel.probe(address, timeoutMillis, listener);
    }

    private record ChangedLink(Link link, UnaryOperator<ChannelMessage> sent) implements Link {
        @Override
        public boolean send(ChannelMessage message) {
            return link.send(sent.apply(message));
        }

        @Override
        public boolean sendLater(ChannelMessage message) {
            return link.sendLater(sent.apply(message));
        }

        @Override
        public void close(String reason) {
            link.close(reason);
        }
    }

    private final class Listener implements LinkListener {
        private final LinkListener listener;
        private final Map<Link, Link> links = new IdentityHashMap<>();

        Listener(LinkListener listener) {
            this.listener = listener;
        }

        private Link changed(Link from) {
            return links.computeIfAbsent(from, link -> new ChangedLink(link, sent));
        }

        @Override
        public void opened(Link from, ChannelMessage.Hello hello) {
            listener.opened(changed(from), hello);
        }

        @Override
        public void received(Link from, ChannelMessage message) {
            received.accept(from, message);
            listener.received(changed(from), message);
        }

        @Override
        public void closed(Link from, String reason) {
            listener.closed(changed(from), reason);
        }

        @Override
        public void failed(String address, boolean refused, String reason) {
            listener.failed(address, refused, reason);
        }
    }
}
