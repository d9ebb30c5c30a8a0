package org.vmft.replication.internal.node;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.channel.LogChannel;

/**
 * Whatever log channel is present, for a replica that outlives it. While there is none, connecting fails like a timeout;
 * when one comes, it listens where the last one did, and the pairing resumes.
 */
final class SwappableChannel implements LogChannel {
    private static final Logger LOG = LoggerFactory.getLogger(SwappableChannel.class);

    private record Listening(String address, LinkListener listener) {}

    private Optional<LogChannel> channel = Optional.empty();
    private Optional<Listening> listening = Optional.empty();
    private Optional<LinkAcceptor> acceptor = Optional.empty();

    synchronized void use(LogChannel present) {
        leave();
        channel = Optional.of(present);
        listening.ifPresent(where -> {
            try {
                acceptor = Optional.of(present.listen(where.address(), where.listener()));
            } catch (IOException e) {
                LOG.error("cannot listen again: {}", e.getMessage());
            }
        });
    }

    synchronized void leave() {
        acceptor.ifPresent(LinkAcceptor::close);
        acceptor = Optional.empty();
        channel = Optional.empty();
    }

    synchronized boolean present() {
        return channel.isPresent();
    }

    @Override
    public synchronized LinkAcceptor listen(String address, LinkListener listener) throws IOException {
        LogChannel present = channel.orElseThrow(() -> new IOException("no log channel is present"));
        LinkAcceptor bound = present.listen(address, listener);
        acceptor = Optional.of(bound);
        listening = Optional.of(new Listening(bound.address(), listener));
        return new LinkAcceptor() {
            @Override
            public String address() {
                return bound.address();
            }

            @Override
            public void close() {
                stopListening();
            }
        };
    }

    private synchronized void stopListening() {
        acceptor.ifPresent(LinkAcceptor::close);
        acceptor = Optional.empty();
        listening = Optional.empty();
    }

    @Override
    public void dial(String address, ChannelMessage.Hello hello, int timeoutMillis, LinkListener listener) {
        Optional<LogChannel> present = now();
        if (present.isPresent()) {
            present.get().dial(address, hello, timeoutMillis, listener);
        } else {
            listener.failed(address, false, "no log channel is present");
        }
    }

    @Override
    public void probe(String address, int timeoutMillis, LinkListener listener) {
        now().ifPresent(present -> present.probe(address, timeoutMillis, listener));
    }

    private synchronized Optional<LogChannel> now() {
        return channel;
    }
}
