package org.vmft.replication.internal;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.ChannelMessage.Purpose;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.channel.LogChannel;
import org.vmft.api.replica.ReplicaId;

/**
 * Which connection is this pairing's. Traffic on it is handled in its receiving thread; everything that concerns
 * connections themselves is posted to the replica's thread. Messages of any other connection are ignored.
 */
final class PeerLinks implements LinkListener {
    private static final int DIAL_TIMEOUT_MILLIS = 1000;

    /** What the replica does about it. */
    interface Handler {
        /** On the receiving thread. */
        void traffic(Link link, ReplicaId peer, ChannelMessage message);

        void greeted(Link link, Hello hello);

        void welcomed(ChannelMessage.Welcome welcome, Hello own);

        void refused(String reason);

        void lost(String reason);

        void unreachable(String address, boolean nobodyListens, String reason);
    }

    private final LogChannel channel;
    private final Handler handler;
    private final Consumer<Runnable> post;
    private Link current;
    private ReplicaId peer = ReplicaId.UNKNOWN;
    private Link dialled;
    private Hello dialledWith;

    PeerLinks(LogChannel channel, Handler handler, Consumer<Runnable> post) {
        this.channel = channel;
        this.handler = handler;
        this.post = post;
    }

    synchronized void dial(String address, Hello hello) {
        dialledWith = hello;
        dialled = null;
        channel.dial(address, hello, DIAL_TIMEOUT_MILLIS, this);
    }

    /** Gives up a dial that nobody answered. */
    void abandonDial(String reason) {
        Link unanswered;
        synchronized (this) {
            unanswered = dialled;
            dialled = null;
            dialledWith = null;
        }
        if (unanswered != null) {
            unanswered.close(reason);
        }
    }

    void probe(String address) {
        channel.probe(address, DIAL_TIMEOUT_MILLIS, this);
    }

    /** Makes an accepted link the pairing's, and says so to the peer. */
    synchronized void accept(Link link, ReplicaId from, ChannelMessage.Welcome welcome) {
        Link old = current;
        current = link;
        peer = from;
        link.send(welcome);
        if (old != null) {
            old.close("replaced by a newer connection");
        }
    }

    synchronized boolean connected() {
        return current != null;
    }

    synchronized boolean dialling() {
        return dialledWith != null;
    }

    boolean send(ChannelMessage message) {
        return link().map(link -> link.send(message)).orElse(false);
    }

    /** Ends the pairing's connection, and one that is still being made. */
    void drop(String reason) {
        Link old;
        Link unanswered;
        synchronized (this) {
            old = current;
            unanswered = dialled;
            current = null;
            peer = ReplicaId.UNKNOWN;
            dialled = null;
            dialledWith = null;
        }
        if (old != null) {
            old.close(reason);
        }
        if (unanswered != null) {
            unanswered.close(reason);
        }
    }

    synchronized Optional<Link> link() {
        return Optional.ofNullable(current);
    }

    @Override
    public void opened(Link link, Hello hello) {
        synchronized (this) {
            if (hello.equals(dialledWith)) {
                dialled = link;
                return;
            }
        }
        post.accept(() -> handler.greeted(link, hello));
    }

    @Override
    public void received(Link link, ChannelMessage message) {
        ReplicaId from;
        synchronized (this) {
            if (link == dialled) {
                answered(link, message);
                return;
            }
            if (link != current) {
                return;
            }
            from = peer;
        }
        handler.traffic(link, from, message);
    }

    private void answered(Link link, ChannelMessage message) {
        Hello own = Objects.requireNonNull(dialledWith);
        if (message instanceof ChannelMessage.Welcome welcome && fits(welcome, own)) {
            current = link;
            peer = welcome.from();
            dialled = null;
            dialledWith = null;
            post.accept(() -> handler.welcomed(welcome, own));
        } else {
            String reason = message instanceof ChannelMessage.Refuse refuse ? refuse.reason()
                    : "expected a welcome to " + own + ", actual " + message;
            dialled = null;
            dialledWith = null;
            link.close(reason);
            post.accept(() -> handler.refused(reason));
        }
    }

    private static boolean fits(ChannelMessage.Welcome welcome, Hello own) {
        return own.purpose() == Purpose.JOIN || welcome.from().equals(own.to())
                && welcome.incarnation() == own.incarnation() && welcome.generation() == own.generation();
    }

    @Override
    public void closed(Link link, String reason) {
        synchronized (this) {
            if (link == dialled) {
                dialled = null;
                dialledWith = null;
                post.accept(() -> handler.unreachable("", false, reason));
            } else if (link == current) {
                current = null;
                post.accept(() -> handler.lost(reason));
            }
        }
    }

    @Override
    public void failed(String address, boolean refused, String reason) {
        synchronized (this) {
            if (dialled == null) {
                dialledWith = null;
            }
        }
        post.accept(() -> handler.unreachable(address, refused, reason));
    }
}
