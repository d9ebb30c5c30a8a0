package org.vmft.network.tcp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vmft.network.packet.Tcp;

/**
 * One side of a TCP connection (RFC 9293) that this side opens. Pure and in one thread; {@code now} is monotonic, in ns.
 * Memory: {@link TcpSender#BUFFER_BYTES} and {@link TcpReceiver#BUFFER_BYTES}.
 *
 * <p>Acknowledgements wait for {@link #flush}, so that several segments that came together share one.
 */
public final class TcpConnection {
    /** Without any sign of the peer for so long it is given up. */
    static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    /** After so long a silence the peer is asked for a sign (RFC 9293, section 3.8.4): it may be gone, or have booted anew. */
    static final long KEEP_ALIVE_NANOS = TimeUnit.MINUTES.toNanos(1);
    static final long CONNECT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    /** How long the peer may still ask for the last acknowledgement again. */
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MSS_WITHOUT_OPTION = 536;
    private static final int SCALE = 3;
    private static final int WINDOW_MAX = 0xffff;

    /** One end: an IPv4 address as an integer, first byte highest, and a port. */
    public record End(int ip, int port) {}

    private enum Phase { CONNECTING, OPEN, OVER }

    private final End own;
    private final End peer;
    private final int initialSequence;
    private final Consumer<Tcp> outlet;
    private final TcpSender sender = new TcpSender(this::emit);
    private final TcpReceiver receiver = new TcpReceiver();
    private final RetransmissionTimer handshake = new RetransmissionTimer();
    private final long beganAt;
    private Phase phase = Phase.CONNECTING;
    private int peerInitialSequence;
    private int peerScale;
    private int ownScale;
    private long advertisedTo;
    private boolean acknowledgementDue;
    private long heardAt;
    private long askedAt;
    private long closedAt;
    private boolean closed;
    private Optional<String> failure = Optional.empty();

    /** Opens the connection: sends the first segment. */
    public TcpConnection(End own, End peer, int initialSequence, Consumer<Tcp> outlet, long now) {
        this.own = own;
        this.peer = peer;
        this.initialSequence = initialSequence;
        this.outlet = outlet;
        beganAt = now;
        heardAt = now;
        askedAt = now;
        synchronize(now);
    }

    private void synchronize(long now) {
        handshake.arm(now);
        outlet.accept(new Tcp(own.ip(), own.port(), peer.ip(), peer.port(), initialSequence, 0, Tcp.SYN,
                Math.min(WINDOW_MAX, receiver.window()), Tcp.MSS, SCALE, new byte[0]));
    }

    // ---- from the peer

    /** A segment of this connection, checksums verified. */
    public void segment(Tcp segment, long now) {
        if (phase == Phase.OVER) {
            return;
        }
        heardAt = now;
        if (phase == Phase.CONNECTING) {
            connecting(segment, now);
        } else {
            open(segment, now);
        }
    }

    private void connecting(Tcp segment, long now) {
        boolean answers = segment.has(Tcp.ACK) && segment.acknowledgment() == initialSequence + 1;
        if (segment.has(Tcp.ACK) && !answers && !segment.has(Tcp.RST)) {
            // The peer remembers an earlier connection of these ends.
            reset(segment.acknowledgment());
        } else if (answers && segment.has(Tcp.RST)) {
            fail("refused by the guest");
        } else if (answers && segment.has(Tcp.SYN)) {
            handshake.disarm();
            phase = Phase.OPEN;
            peerInitialSequence = segment.sequence();
            boolean scaled = segment.scale() != Tcp.NO_SCALE;
            peerScale = scaled ? segment.scale() : 0;
            ownScale = scaled ? SCALE : 0;
            acknowledgementDue = true;
            int mss = segment.mss() == 0 ? MSS_WITHOUT_OPTION : segment.mss();
            sender.open(Math.max(1, Math.min(mss, Tcp.MSS)), segment.window(), now);
        }
    }

    private void open(Tcp segment, long now) {
        long offset = receiver.next() + (segment.sequence() - receiveSequence());
        if (segment.has(Tcp.RST)) {
            if (offset == receiver.next()) {
                fail("reset by the guest");
            } else if (offset > receiver.next() && offset < advertisedTo) {
                acknowledge();
            }
            return;
        }
        if (segment.has(Tcp.SYN) || !segment.has(Tcp.ACK)) {
            acknowledgementDue = true;
            return;
        }
        boolean bare = segment.payload().length == 0 && !segment.has(Tcp.FIN);
        long acknowledged = sender.acknowledged() + (segment.acknowledgment() - sequence(sender.acknowledged()));
        sender.acknowledge(acknowledged, segment.window() << peerScale, bare, now);
        if (!bare) {
            acknowledgementDue = true;
            if (!receiver.accept(offset, segment.payload(), segment.has(Tcp.FIN))) {
                acknowledge();
            }
        } else if (offset < receiver.next()) {
            acknowledgementDue = true;
        }
        noteClose(now);
    }

    private int sequence(long offset) {
        return initialSequence + 1 + (int) offset;
    }

    private int receiveSequence() {
        return peerInitialSequence + 1 + (int) receiver.next();
    }

    private void fail(String why) {
        phase = Phase.OVER;
        failure = Optional.of(why);
    }

    // ---- to the peer

    private void emit(long offset, byte[] payload, boolean last) {
        send(sequence(offset), Tcp.ACK | (last ? Tcp.FIN : 0) | (payload.length > 0 ? Tcp.PSH : 0), payload);
    }

    private void acknowledge() {
        send(sequence(sender.next()), Tcp.ACK, new byte[0]);
    }

    private void send(int sequence, int flags, byte[] payload) {
        int window = advertisable();
        advertisedTo = receiver.next() + ((long) window << ownScale);
        acknowledgementDue = false;
        outlet.accept(new Tcp(own.ip(), own.port(), peer.ip(), peer.port(), sequence, receiveSequence(), flags, window, 0,
                Tcp.NO_SCALE, payload));
    }

    private int advertisable() {
        return Math.min(WINDOW_MAX, receiver.window() >>> ownScale);
    }

    private void reset(int sequence) {
        outlet.accept(new Tcp(own.ip(), own.port(), peer.ip(), peer.port(), sequence, 0, Tcp.RST, 0, 0, Tcp.NO_SCALE, new byte[0]));
    }

    /** Sends the acknowledgement that is due, if none went with data. */
    public void flush() {
        if (acknowledgementDue && phase == Phase.OPEN) {
            acknowledge();
        }
    }

    /** The peer's address moved to another host, which may lack all that was not acknowledged: sends it at once. */
    public void moved(long now) {
        if (phase == Phase.CONNECTING) {
            synchronize(now);
        } else if (phase == Phase.OPEN) {
            acknowledgementDue = true;
            sender.resend(now);
        }
    }

    // ---- this side's stream

    /** Whether the peer has accepted the connection. */
    public boolean established() {
        return phase == Phase.OPEN;
    }

    /** Bytes that {@link #write} takes now. */
    public int room() {
        return sender.room();
    }

    /** Takes what there is room for. */
    public void write(ByteBuffer source, long now) {
        sender.write(source, now);
    }

    /** Nothing more will be written. */
    public void finish(long now) {
        sender.finish(now);
        noteClose(now);
    }

    /** What has arrived, as far as it lies in one piece. */
    public ByteBuffer readable() {
        return receiver.readable();
    }

    /** So much of {@link #readable} was taken; tells the peer of the room when that is worth it. */
    public void take(int bytes, long now) {
        receiver.take(bytes);
        long window = (long) advertisable() << ownScale;
        boolean worthIt = receiver.next() + window - advertisedTo >= 2L * Tcp.MSS && advertisedTo - receiver.next() < window / 2;
        acknowledgementDue |= phase == Phase.OPEN && worthIt;
        noteClose(now);
    }

    /** Whether the peer has finished and everything was taken. */
    public boolean exhausted() {
        return receiver.exhausted();
    }

    /** Why the connection ended before its time. */
    public Optional<String> failure() {
        return failure;
    }

    /** Ends it before its time and tells the peer. */
    public void abort() {
        if (phase == Phase.OPEN) {
            send(sequence(sender.next()), Tcp.RST | Tcp.ACK, new byte[0]);
        }
        phase = Phase.OVER;
    }

    private void noteClose(long now) {
        if (!closed && sender.finishAcknowledged() && receiver.exhausted()) {
            closed = true;
            closedAt = now;
        }
    }

    /** Whether it can be forgotten. */
    public boolean over() {
        return phase == Phase.OVER;
    }

    // ---- time

    public void tick(long now) {
        if (phase == Phase.CONNECTING && handshake.due(now)) {
            if (now - beganAt >= CONNECT_NANOS_MAX) {
                fail("the guest does not answer");
            } else {
                handshake.backOff();
                synchronize(now);
            }
        } else if (phase == Phase.OPEN && closed && now - closedAt >= LINGER_NANOS) {
            phase = Phase.OVER;
        } else if (phase == Phase.OPEN && !closed && now - heardAt >= PATIENCE_NANOS) {
            abort();
            failure = Optional.of("nothing heard from the guest");
        } else if (phase == Phase.OPEN) {
            sender.tick(now);
            keepAlive(now);
        }
    }

    private void keepAlive(long now) {
        if (!closed && untilKeepAlive(now) == 0) {
            askedAt = now;
            // Old data, of which there is nothing: whoever knows of the connection acknowledges it.
            send(sequence(sender.acknowledged() - 1), Tcp.ACK, new byte[0]);
        }
    }

    private long untilKeepAlive(long now) {
        return Math.max(0, Math.max(heardAt, askedAt) + KEEP_ALIVE_NANOS - now);
    }

    /** Nanoseconds until {@link #tick} has something to do. */
    public OptionalLong untilTick(long now) {
        return switch (phase) {
            case CONNECTING -> handshake.untilDue(now);
            case OPEN -> OptionalLong.of(closed ? Math.max(0, closedAt + LINGER_NANOS - now)
                    : Math.min(untilKeepAlive(now), sender.untilTick(now).orElse(Long.MAX_VALUE)));
            case OVER -> OptionalLong.empty();
        };
    }
}
