package org.vmft.replication.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleCore;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.replication.internal.core.Transition;

/**
 * One replica of a virtual machine: feeds the role state machine with what happens and carries out its actions. A plain
 * object that starts no thread and outlives the services it uses. {@link #turn} is called by one thread; everything
 * else may come from others and is queued, but for the traffic of the pairing, which {@link PairTraffic} takes in the
 * channel's receiving thread.
 */
public final class Replica {
    /** Queued notifications at most; a peer that causes more is cut off. */
    private static final int INBOX_MAX = 4096;
    private static final long ARBITER_RETRY_NANOS = 100_000_000;
    private static final String NO_ANSWER = "the arbiter does not answer; asking again";

    private final ReplicaConfig config;
    private final ReplicaPorts ports;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Deque<RoleEvent> pending = new ArrayDeque<>();
    private final PairTraffic traffic;
    private final PairConnection connection;
    private final LiveGuest guest;
    private final Announcement announcement = new Announcement();
    private boolean handling;
    private boolean powerOffRequested;
    private boolean detachRequested;
    private boolean bootForced;
    private boolean askAgain;
    private long askAgainAt;
    private long nextHeartbeatAt;
    private LinkAcceptor acceptor;
    private String detail = "";
    private volatile RoleState state;
    private volatile ReplicaStatus status;

    private Replica(ReplicaConfig config, ReplicaPorts ports, RoleState initial) {
        this.config = config;
        this.ports = ports;
        this.state = initial;
        this.traffic = new PairTraffic(ports, config, this::post);
        this.connection = new PairConnection(config, ports, traffic, this);
        this.guest = new LiveGuest(config.vm(), ports, traffic, this);
        updateStatus();
    }

    /**
     * A replica that boots the virtual machine from an image.
     *
     * @param force an operator takes responsibility that no earlier incarnation still runs
     */
    public static Replica boot(ReplicaConfig config, ReplicaPorts ports, ReplicaId id, InstructionSet isa,
            MachineSpec spec, Image image, boolean force) throws BadImageException {
        Replica replica = new Replica(config, ports, RoleState.booting(config.vm(), id));
        replica.guest.boot(isa, spec, image);
        replica.bootForced = force;
        return replica;
    }

    /** A replica that asks its peers to become their backup. */
    public static Replica join(ReplicaConfig config, ReplicaPorts ports, ReplicaId id) {
        return new Replica(config, ports, RoleState.joining(config.vm(), id));
    }

    /** Begins to accept connections; call once, before the first turn. */
    public void start() throws IOException {
        acceptor = ports.channel().listen(config.listen(), connection.listener());
        connection.listensAt(acceptor.address());
        tell("listening on " + acceptor.address());
        if (state.role() == Role.BOOTING) {
            handle(new RoleEvent.Boot(bootForced));
        }
        updateStatus();
    }

    /**
     * Does everything that is due.
     *
     * @return host time (monotonic, ns) at which to call again unless woken earlier; not later than now means at once
     */
    public long turn() {
        long now = ports.clock().getAsLong();
        for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
            next.run();
        }
        if (askAgain && now - askAgainAt >= 0) {
            askAgain = false;
            handle(new RoleEvent.Unanswered());
        }
        requests();
        connection.suspicion(now).ifPresent(detector -> {
            tell("suspected: " + detector);
            handle(new RoleEvent.Suspected(detector));
        });
        connection.maintain(now);
        heartbeat(now);
        if (announcement.due(now) && ownsAddress(now)) {
            ports.outside().announce(guest.macAddress());
        }
        guest.transfer();
        long ack = traffic.newlyAcknowledged();
        if (ack >= 0 && state.paired()) {
            handle(new RoleEvent.Acknowledged(state.peer(), ack));
        }
        long next = guest.turn(now);
        if (RoleCore.wantsOutputDrained(state) && traffic.nothingHeld()) {
            handle(new RoleEvent.OutputDrained());
        }
        updateStatus();
        guest.frameWaits(now).ifPresent(waits -> ports.observer().framesWaited(now, waits, status));
        return settled() ? Long.MAX_VALUE : wakeTime(next);
    }

    private long wakeTime(long guestNext) {
        long next = Math.min(guestNext, Math.min(announcement.nextAt(), connection.nextAt()));
        if (askAgain) {
            next = Math.min(next, askAgainAt);
        }
        return heartbeating() ? Math.min(next, nextHeartbeatAt) : next;
    }

    /** Until a paired replica hears from its backup again, the backup may have gone live. */
    private boolean ownsAddress(long now) {
        return state.role() == Role.SOLO || state.role() == Role.CLONING || state.role().live() && traffic.leased(now);
    }

    /** A frame came from the network; dropped unless the guest is live. Any thread. */
    public void frameArrived(byte[] frame) {
        if (!state.role().live()) {
            return;
        }
        if (guest.address().isDoubtedBy(frame)) {
            announcement.doubted();
            ports.observer().wake();
        } else if (guest.address().accepts(frame) && guest.post(new LogEntry.PacketArrival(frame))) {
            ports.observer().wake();
        }
    }

    /** Bytes were typed at the console; dropped unless the guest is live. Any thread. */
    public void consoleInput(byte[] bytes) {
        if (state.role().live() && guest.post(new LogEntry.ConsoleInput(bytes))) {
            ports.observer().wake();
        }
    }

    /** Switches the virtual machine off. Any thread. */
    public void requestPowerOff() {
        post(() -> powerOffRequested = true);
    }

    /** Gives the backup up. Any thread. */
    public void requestDetach() {
        post(() -> detachRequested = true);
    }

    /** Ends this replica where it stands: its log is complete up to the present step. On the thread of turn. */
    public void stop() {
        guest.stop();
        connection.drop("stopped");
        if (acceptor != null) {
            acceptor.close();
        }
        updateStatus();
    }

    /** Whether an ended replica has nothing left to ask or answer. On the thread of turn. */
    public boolean settled() {
        return state.role().ended() && state.asked() == null && inbox.isEmpty();
    }

    /** As of the last turn. Any thread. */
    public ReplicaStatus status() {
        return status;
    }

    /** Digest of the guest's complete state; on the thread of turn, between turns. */
    public long digest() {
        return guest.digest();
    }

    RoleState state() {
        return state;
    }

    boolean send(ChannelMessage message) {
        return connection.send(message);
    }

    /** The joiner has everything: restores and verifies it. */
    void cutOver(ChannelMessage.CutOver complete) {
        guest.restore(complete);
    }

    /** Queues something for the replica's thread. Any thread. */
    void post(Runnable action) {
        if (inbox.size() >= INBOX_MAX) {
            connection.drop("more than " + INBOX_MAX + " notifications are waiting");
        }
        inbox.add(action);
        ports.observer().wake();
    }

    /** Applies an event and all that follow from it. */
    void handle(RoleEvent event) {
        pending.addLast(event);
        if (handling) {
            return;
        }
        handling = true;
        for (RoleEvent next = pending.pollFirst(); next != null; next = pending.pollFirst()) {
            Role before = state.role();
            Transition transition = ports.protocol().on(state, next);
            state = transition.state();
            if (state.role() != before) {
                traffic.roleChanged(state);
                connection.roleChanged(state);
                detail = reason(next);
                updateStatus();
                tell("role " + before + " -> " + state.role());
                if (before == Role.CLAIMING && state.role() == Role.FENCED) {
                    // What it had released before it was stopped may have left late and diverted the address unseen.
                    ports.outside().inquire(guest.macAddress());
                }
            }
            transition.actions().forEach(this::carryOut);
        }
        handling = false;
    }

    private void carryOut(RoleAction action) {
        long now = ports.clock().getAsLong();
        if (action instanceof RoleAction.Ask ask) {
            if (!detail.equals(NO_ANSWER)) {
                tell("asks the arbiter: " + ask.request().operation() + " generation " + ask.request().generation());
            }
            ports.arbiter().ask(ask.request(), answer -> post(() -> answered(ask.request(), answer)));
        } else if (action instanceof RoleAction.Release release) {
            traffic.release(release.mode(), now);
        } else if (action instanceof RoleAction.BeginTransfer transfer) {
            connection.welcome(state);
            guest.save(transfer.joiner());
            handle(new RoleEvent.StateSaved());
        } else if (action instanceof RoleAction.SendCutOver) {
            guest.sendCutOver();
        } else if (action instanceof RoleAction.AbortTransfer abort) {
            guest.abandonTransfer();
            connection.abort(abort.reason());
        } else if (action instanceof RoleAction.OpenIntake) {
            traffic.openIntake();
        } else if (action instanceof RoleAction.Seal) {
            LogIntake.Seal seal = traffic.seal();
            handle(new RoleEvent.Sealed(seal.lastPosition(), seal.detach(), seal.powerOff()));
        } else if (action instanceof RoleAction.LogControl log) {
            handle(new RoleEvent.ControlLogged(guest.control(log.entry())));
        } else if (action instanceof RoleAction.TellDiverged diverged) {
            connection.send(new ChannelMessage.Diverged(diverged.detail()));
        } else if (action instanceof RoleAction.KeepEvidence evidence) {
            guest.keepEvidence(evidence.detail());
        } else if (action instanceof RoleAction.GoLive) {
            guest.goLive(now);
            ports.outside().bind(state.incarnation(), state.generation());
            announcement.begin(now);
            ports.outside().announce(guest.macAddress());
            handle(new RoleEvent.WentLive());
        } else if (action instanceof RoleAction.EmitOnly) {
            ports.outside().bind(state.incarnation(), state.generation());
            ports.outside().announce(guest.macAddress());
        } else if (action instanceof RoleAction.Unpair unpair) {
            connection.drop(unpair.reason());
            traffic.unpair();
        } else if (action instanceof RoleAction.End end) {
            detail = end.reason();
            guest.end();
            updateStatus();
            tell("ended: " + end.reason());
        }
    }

    private void answered(ArbiterRequest request, Optional<Verdict> verdict) {
        if (verdict.isPresent()) {
            tell("arbiter: " + (verdict.get().granted() ? "granted" : "refused") + " "
                    + verdict.get().request().operation() + " generation " + verdict.get().request().generation());
            handle(new RoleEvent.Answered(verdict.get()));
        } else if (request.equals(state.asked())) {
            if (!detail.equals(NO_ANSWER)) {
                detail = NO_ANSWER;
                tell("waits");
            }
            askAgain = true;
            askAgainAt = ports.clock().getAsLong() + ARBITER_RETRY_NANOS;
        }
    }

    private void requests() {
        if (powerOffRequested || guest.halted()) {
            handle(new RoleEvent.PowerOffRequested(guest.halted() ? "the guest halted" : "operator"));
        }
        if (detachRequested && state.role() == Role.PRIMARY) {
            detachRequested = false;
            handle(new RoleEvent.DetachRequested());
        }
    }

    private boolean heartbeating() {
        return connection.connected() && (state.paired() || state.role() == Role.CLONING
                || state.role() == Role.JOINING || state.role() == Role.BACKUP);
    }

    private void heartbeat(long now) {
        if (heartbeating() && now - nextHeartbeatAt >= 0) {
            nextHeartbeatAt = now + config.heartbeatNanos();
            traffic.heartbeat(now, guest.activity(), guest.waitingFor());
        }
    }

    /** What a joiner waits for; said once, since peers are tried in turn. */
    void waits(String reason) {
        boolean first = detail.isEmpty();
        detail = "waits for a primary; " + reason;
        if (first) {
            tell("waits");
        }
    }

    void tell(String what) {
        updateStatus();
        ports.observer().event(ports.clock().getAsLong(), what, status);
    }

    private void updateStatus() {
        RoleState s = state;
        status = new ReplicaStatus(s.vm(), s.self(), s.role(), s.incarnation(), s.generation(), s.peer(), guest.step(),
                guest.position(), traffic.acknowledged(), traffic.released(), guest.digestsCompared(),
                guest.waitingFor().isEmpty() ? detail : guest.waitingFor());
    }

    private static String reason(RoleEvent event) {
        if (event instanceof RoleEvent.Suspected suspected) {
            return suspected.detector();
        }
        if (event instanceof RoleEvent.TransferFailed failed) {
            return failed.reason();
        }
        if (event instanceof RoleEvent.ReplayDiverged diverged) {
            return diverged.detail();
        }
        if (event instanceof RoleEvent.PeerDiverged diverged) {
            return "the backup diverged: " + diverged.detail();
        }
        return "";
    }
}
