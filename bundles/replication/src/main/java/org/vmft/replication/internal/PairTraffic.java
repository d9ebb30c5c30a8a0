package org.vmft.replication.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.GuestState;
import org.vmft.api.channel.Link;
import org.vmft.api.log.Flush;
import org.vmft.api.machine.Output;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleState;

/**
 * What flows within a pairing: log entries and acknowledgements, held output and its release, heartbeats. Entries are
 * acknowledged, and acknowledged output is released, in the channel's receiving thread; intake, window, gate and
 * detector are a monitor each, and every role change reaches them through the replica's thread.
 */
final class PairTraffic {
    /**
     * Outputs held at most, here and for emission after going live: a full window of small frames, and no more bytes
     * than fit with a quantum's worth above them into one cut-over message.
     */
    static final int HELD_OUTPUTS_MAX = 4096;
    static final long HELD_BYTES_MAX = 2L << 20;
    private static final long SUSPEND_MILLIS_MAX = 10_000;
    private static final long NO_ECHO = Long.MIN_VALUE;

    private final ReplicaPorts ports;
    private final ReplicaConfig config;
    private final Consumer<Runnable> post;
    private final FailureDetector detector;
    private volatile Optional<OutputGate> gate = Optional.empty();
    private volatile Optional<SendWindow> window = Optional.empty();
    private volatile Optional<LogIntake> intake = Optional.empty();
    private volatile Optional<Link> link = Optional.empty();
    private volatile StateReceiving receiving = new StateReceiving();
    private volatile long peerSentAt = NO_ECHO;
    private volatile boolean wakeOnTraffic;
    private volatile Optional<Lease> lease = Optional.empty();
    private Consumer<ChannelMessage> messages = message -> { };
    private long fedAcknowledged = -1;
    private long toldWatermark;
    private long refreshedAt;

    PairTraffic(ReplicaPorts ports, ReplicaConfig config, Consumer<Runnable> post) {
        this.ports = ports;
        this.config = config;
        this.post = post;
        this.detector = new FailureDetector(config.suspicionNanos());
    }

    /** Messages that concern the role are handed on, on the replica's thread. */
    void onMessage(Consumer<ChannelMessage> consumer) {
        messages = consumer;
    }

    FailureDetector detector() {
        return detector;
    }

    void linkChanged(Optional<Link> current) {
        link = current;
        peerSentAt = NO_ECHO;
    }

    void roleChanged(RoleState state) {
        wakeOnTraffic |= state.role() == Role.CUTOVER;
    }

    /** On the receiving thread. */
    void received(Link from, ReplicaId peer, ChannelMessage message) {
        long now = ports.clock().getAsLong();
        detector.heard(now);
        try {
            if (message instanceof ChannelMessage.Entries entries) {
                intake.flatMap(log -> log.accept(entries.flush())).ifPresent(from::send);
                ports.observer().wake();
            } else if (message instanceof ChannelMessage.Ack ack) {
                acknowledged(peer, ack, now);
            } else if (message instanceof ChannelMessage.Watermark watermark) {
                gate.ifPresent(held -> held.watermark(watermark.outputIndex()));
                wakeIfWanted();
            } else if (message instanceof ChannelMessage.Heartbeat heartbeat) {
                peerSentAt = heartbeat.sentAt();
                if (heartbeat.echo() != NO_ECHO) {
                    long until = heartbeat.echo() + config.leaseNanos();
                    lease = Optional.of(new Lease(peer, until));
                    gate.ifPresent(held -> held.lease(peer, until, now));
                }
            } else if (message instanceof ChannelMessage.StateChunk chunk) {
                receiving.add(chunk);
            } else if (message instanceof ChannelMessage.Suspend suspend) {
                detector.suspend(now + Math.min(suspend.durationMillis(), SUSPEND_MILLIS_MAX) * 1_000_000);
            } else {
                post.accept(() -> messages.accept(message));
            }
        } catch (IllegalArgumentException e) {
            from.close(e.getMessage());
        }
    }

    private void acknowledged(ReplicaId peer, ChannelMessage.Ack ack, long now) {
        Optional<SendWindow> sent = window;
        if (sent.isEmpty() || !sent.get().backup().equals(peer)) {
            return;
        }
        sent.get().acknowledge(ack.received(), ack.executed(), ack.credit());
        gate.ifPresent(held -> held.acknowledged(peer, ack.received(), now));
        wakeIfWanted();
    }

    private void wakeIfWanted() {
        if (wakeOnTraffic) {
            wakeOnTraffic = false;
            ports.observer().wake();
        }
    }

    /** The replica's thread is going to wait for room or an acknowledgement. */
    void wakeOnTraffic() {
        wakeOnTraffic = true;
    }

    // ---- output

    /** The gate of a replica whose outputs up to {@code released} have left; {@code held} are still to leave. */
    void openGate(long released, List<HeldOutput> held) {
        OutputGate opened = ports.outputRule().open(this::leave, released, HELD_OUTPUTS_MAX, HELD_BYTES_MAX);
        long now = ports.clock().getAsLong();
        held.forEach(output -> opened.hold(output.index(), 0, output.output(), now));
        toldWatermark = released;
        gate = Optional.of(opened);
    }

    private void leave(long index, Output output) {
        if (output instanceof Output.Frame frame) {
            ports.outside().transmit(frame.bytes());
        } else {
            ports.outside().console(output.bytes());
        }
    }

    void release(ReleaseMode mode, long now) {
        gate.ifPresent(held -> held.mode(mode, now));
    }

    void hold(long index, long position, Output output) {
        gate.orElseThrow().hold(index, position, output, ports.clock().getAsLong());
    }

    boolean nothingHeld() {
        return gate.map(held -> held.held().isEmpty()).orElse(true);
    }

    List<HeldOutput> held() {
        return gate.map(OutputGate::held).orElse(List.of());
    }

    long released() {
        return gate.map(OutputGate::released).orElse(0L);
    }

    boolean gateFull() {
        return gate.map(OutputGate::full).orElse(false);
    }

    /** Tells the backup what has left, after it has; with the next flush or heartbeat, so that this costs no packet of its own. */
    void sendWatermark() {
        long released = released();
        if (window.isPresent() && released > toldWatermark
                && link.map(to -> to.sendLater(new ChannelMessage.Watermark(released))).orElse(false)) {
            toldWatermark = released;
        }
    }

    /** Whether this pairing's own backup cannot have begun to suspect this replica. */
    boolean leased(long now) {
        Optional<SendWindow> sent = window;
        return sent.isPresent() && lease.map(latest -> latest.from().equals(sent.get().backup())
                && now - latest.until() < 0).orElse(false);
    }

    private record Lease(ReplicaId from, long until) {}

    // ---- log, primary's side

    void openWindow(ReplicaId backup) {
        window = Optional.of(new SendWindow(backup));
        fedAcknowledged = -1;
    }

    void flushed(Flush flush) {
        window.ifPresent(sent -> sent.add(flush, ports.clock().getAsLong()));
        sendWatermark();
        pump();
    }

    void pump() {
        window.ifPresent(sent -> sent.pump(flush -> send(new ChannelMessage.Entries(flush))));
    }

    /** @throws IllegalArgumentException when the backup cannot go on from there */
    void resume(long received) {
        window.ifPresent(sent -> sent.resume(received));
        toldWatermark = 0;
    }

    boolean windowFull() {
        return window.map(SendWindow::full).orElse(false);
    }

    /** The backup's last acknowledgement when it is new to the role, else -1. */
    long newlyAcknowledged() {
        long acknowledged = window.map(SendWindow::acknowledged).orElse(-1L);
        if (acknowledged <= fedAcknowledged) {
            return -1;
        }
        fedAcknowledged = acknowledged;
        return acknowledged;
    }

    long executionLag(long now) {
        return window.map(sent -> sent.executionLag(now)).orElse(0L);
    }

    // ---- log, backup's side

    StateReceiving stateReceived() {
        return receiving;
    }

    void openIntake() {
        intake = Optional.of(new LogIntake());
        receiving = new StateReceiving();
        refresh();
    }

    Optional<Flush> take() {
        return intake.flatMap(LogIntake::take);
    }

    void executed(long position, long step) {
        intake.ifPresent(log -> log.executed(position, step));
        if (position - refreshedAt > LogIntake.ENTRIES_MAX / 4) {
            refresh();
        }
    }

    /** Acknowledges again what was acknowledged, with new credit. */
    void refresh() {
        intake.flatMap(LogIntake::refresh).ifPresent(ack -> {
            refreshedAt = ack.executed();
            send(ack);
        });
    }

    LogIntake.Seal seal() {
        return intake.map(LogIntake::seal).orElse(new LogIntake.Seal(0, false, false));
    }

    boolean detached() {
        return intake.map(LogIntake::detached).orElse(false);
    }

    long received() {
        return intake.map(LogIntake::received).orElse(0L);
    }

    // ---- both

    void heartbeat(long now, GuestState activity, String waitingFor) {
        sendWatermark();
        send(new ChannelMessage.Heartbeat(now, peerSentAt, activity, waitingFor, 0));
        refresh();
        pump();
    }

    long acknowledged() {
        return window.map(SendWindow::acknowledged).orElseGet(this::received);
    }

    void unpair() {
        window = Optional.empty();
        peerSentAt = NO_ECHO;
        detector.ignore();
    }

    private boolean send(ChannelMessage message) {
        return link.map(to -> to.send(message)).orElse(false);
    }
}
