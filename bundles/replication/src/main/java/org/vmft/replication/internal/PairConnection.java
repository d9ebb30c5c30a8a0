package org.vmft.replication.internal;

import java.util.Optional;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.ChannelMessage.Purpose;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleState;

/**
 * Keeps the two replicas of a pairing connected: a joiner dials its peers in turn, a backup dials its primary again
 * after a loss, a primary probes whether its backup's process still listens. On the replica's thread.
 */
final class PairConnection implements PeerLinks.Handler {
    /** A dying process may still seem to listen while its connections are gone already: ask again soon, then less often. */
    private static final long RETRY_NANOS_MIN = 2_000_000;
    private static final long RETRY_NANOS_MAX = 50_000_000;
    /** A process that was stopped still accepts, but never answers. */
    private static final long ANSWER_NANOS_MAX = 2_000_000_000L;

    /** A joiner that waits until this replica can take it. */
    private record Joiner(Link link, Hello hello) {}

    private final ReplicaConfig config;
    private final ReplicaPorts ports;
    private final PairTraffic traffic;
    private final Replica replica;
    private final PeerLinks links;
    private Optional<Joiner> joiner = Optional.empty();
    private String peerAddress = "";
    private String ownAddress = "";
    private int nextPeer;
    private long tryAgainAt;
    private long retryNanos = RETRY_NANOS_MIN;
    private long dialledAt;
    private boolean watched;

    PairConnection(ReplicaConfig config, ReplicaPorts ports, PairTraffic traffic, Replica replica) {
        this.config = config;
        this.ports = ports;
        this.traffic = traffic;
        this.replica = replica;
        this.links = new PeerLinks(ports.channel(), this, replica::post);
        traffic.onMessage(this::message);
        tryAgainAt = ports.clock().getAsLong();
    }

    LinkListener listener() {
        return links;
    }

    /** Where peers reach this replica. */
    void listensAt(String address) {
        ownAddress = address;
    }

    boolean connected() {
        return links.connected();
    }

    boolean send(ChannelMessage message) {
        return links.send(message);
    }

    void drop(String reason) {
        links.drop(reason);
        traffic.linkChanged(Optional.empty());
    }

    void roleChanged(RoleState state) {
        watch(state.role() == Role.CLONING || state.paired() || state.role() == Role.BACKUP);
        if (state.role() == Role.CUTOVER) {
            // Saving took its time, and the joiner, which had to say nothing meanwhile, is counted on only from here on.
            traffic.detector().heard(ports.clock().getAsLong());
        }
    }

    private void watch(boolean watch) {
        if (watch && !watched) {
            traffic.detector().watch(ports.clock().getAsLong());
        } else if (!watch && watched) {
            traffic.detector().ignore();
        }
        watched = watch;
    }

    Optional<String> suspicion(long now) {
        traffic.detector().awake(now);
        return traffic.detector().suspicion(now);
    }

    /** Host time at which {@link #maintain} or {@link #suspicion} has something to do. */
    long nextAt() {
        long next = traffic.detector().nextLook();
        return wantsConnection() ? Math.min(next, tryAgainAt) : next;
    }

    private boolean wantsConnection() {
        Role role = replica.state().role();
        return !links.connected() && (role == Role.BACKUP || replica.state().paired()
                || role == Role.JOINING && replica.state().generation() == 0 && !config.peers().isEmpty());
    }

    void maintain(long now) {
        RoleState state = replica.state();
        if (joiner.isPresent() && state.role() == Role.SOLO) {
            askToClone(joiner.get());
        }
        if (!wantsConnection() || now - tryAgainAt < 0) {
            return;
        }
        tryAgainAt = now + retryNanos;
        retryNanos = Math.min(2 * retryNanos, RETRY_NANOS_MAX);
        if (links.dialling()) {
            if (now - dialledAt < ANSWER_NANOS_MAX) {
                return;
            }
            links.abandonDial("no answer to the hello");
        }
        dialledAt = now;
        if (state.paired()) {
            links.probe(peerAddress);
        } else if (state.role() == Role.BACKUP) {
            links.dial(peerAddress, new Hello(Purpose.RESUME, state.vm(), state.incarnation(), state.generation(),
                    state.self(), state.peer(), traffic.received(), ownAddress));
        } else {
            peerAddress = config.peers().get(nextPeer++ % config.peers().size());
            links.dial(peerAddress, new Hello(Purpose.JOIN, state.vm(), 0, 0, state.self(), ReplicaId.UNKNOWN, 0,
                    ownAddress));
        }
    }

    /** Accepts the joiner that is being cloned to. */
    void welcome(RoleState state) {
        Joiner accepted = joiner.orElseThrow();
        joiner = Optional.empty();
        peerAddress = accepted.hello().address();
        accept(accepted.link(), accepted.hello().from(), state);
    }

    private void accept(Link link, ReplicaId from, RoleState state) {
        links.accept(link, from, new ChannelMessage.Welcome(state.incarnation(), state.generation(), state.self()));
        traffic.linkChanged(links.link());
        traffic.detector().heard(ports.clock().getAsLong());
    }

    void abort(String reason) {
        links.send(new ChannelMessage.Abort(reason));
        drop(reason);
        traffic.unpair();
    }

    @Override
    public void traffic(Link link, ReplicaId peer, ChannelMessage message) {
        traffic.received(link, peer, message);
    }

    @Override
    public void greeted(Link link, Hello hello) {
        RoleState state = replica.state();
        String refusal = refusal(state, hello);
        if (!refusal.isEmpty()) {
            link.send(new ChannelMessage.Refuse(refusal));
            link.close(refusal);
        } else if (hello.purpose() == Purpose.JOIN) {
            joiner.ifPresent(earlier -> earlier.link().close("a later joiner took its place"));
            askToClone(new Joiner(link, hello));
        } else {
            resume(link, hello, state);
        }
    }

    private String refusal(RoleState state, Hello hello) {
        if (!hello.vm().equals(state.vm())) {
            return "virtual machine: expected=" + state.vm() + " actual=" + hello.vm();
        }
        if (hello.purpose() == Purpose.JOIN) {
            return state.role() == Role.SOLO ? "" : "not solo: role " + state.role();
        }
        boolean ours = state.paired() && hello.from().equals(state.peer()) && hello.to().equals(state.self())
                && hello.incarnation() == state.incarnation() && hello.generation() == state.generation();
        return ours ? "" : "not your primary: role " + state.role() + ", generation " + state.generation();
    }

    private void askToClone(Joiner asking) {
        joiner = Optional.of(asking);
        replica.handle(new RoleEvent.JoinerAsks(asking.hello().from()));
    }

    private void resume(Link link, Hello hello, RoleState state) {
        try {
            traffic.resume(hello.received());
        } catch (IllegalArgumentException e) {
            link.send(new ChannelMessage.Refuse(e.getMessage()));
            link.close(e.getMessage());
            return;
        }
        replica.tell("resumed after position " + hello.received());
        accept(link, hello.from(), state);
        traffic.sendWatermark();
        traffic.pump();
    }

    @Override
    public void welcomed(ChannelMessage.Welcome welcome, Hello own) {
        traffic.linkChanged(links.link());
        traffic.detector().heard(ports.clock().getAsLong());
        if (own.purpose() == Purpose.JOIN) {
            replica.handle(new RoleEvent.Welcomed(welcome.incarnation(), welcome.generation(), welcome.from()));
            watch(true);
            replica.tell("joins generation " + welcome.generation() + " at " + peerAddress);
        } else {
            replica.tell("resumes after position " + traffic.received());
            traffic.refresh();
        }
    }

    @Override
    public void refused(String reason) {
        if (replica.state().role() == Role.BACKUP) {
            replica.tell("suspected: the primary refuses: " + reason);
            replica.handle(new RoleEvent.Suspected("the primary refuses: " + reason));
        } else {
            replica.waits(peerAddress + ": " + reason);
        }
    }

    @Override
    public void lost(String reason) {
        traffic.linkChanged(Optional.empty());
        tryAgainAt = ports.clock().getAsLong();
        retryNanos = RETRY_NANOS_MIN;
        Role role = replica.state().role();
        if (role == Role.JOINING || role == Role.CLONING) {
            replica.handle(new RoleEvent.TransferFailed("connection lost: " + reason));
        } else if (role == Role.BACKUP || replica.state().paired()) {
            replica.tell("connection lost: " + reason);
        }
    }

    @Override
    public void unreachable(String address, boolean nobodyListens, String reason) {
        boolean peers = address.equals(peerAddress) && !links.connected();
        if (nobodyListens && peers && (replica.state().paired() || replica.state().role() == Role.BACKUP)) {
            traffic.detector().refused(reason);
        } else if (replica.state().role() == Role.JOINING && replica.state().generation() == 0) {
            replica.waits(peerAddress + ": " + reason);
        }
    }

    private void message(ChannelMessage message) {
        Role role = replica.state().role();
        if (message instanceof ChannelMessage.CutOver cutOver && role == Role.JOINING) {
            replica.cutOver(cutOver);
        } else if (message instanceof ChannelMessage.Abort abort) {
            replica.handle(new RoleEvent.TransferFailed("the peer gave up: " + abort.reason()));
        } else if (message instanceof ChannelMessage.Diverged diverged) {
            replica.tell("suspected: the backup diverged");
            replica.handle(new RoleEvent.PeerDiverged(diverged.detail()));
        }
    }
}
