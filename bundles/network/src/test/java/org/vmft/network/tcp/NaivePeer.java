package org.vmft.network.tcp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.vmft.network.packet.Tcp;

/** The least TCP that is correct: accepts one connection, takes nothing out of order, repeats all from the first byte lost. */
public final class NaivePeer {
    private static final int INITIAL_SEQUENCE = -5;
    private static final int SEGMENTS_AHEAD = 8;
    private static final long TIMEOUT_NANOS = 150_000_000;

    private final TcpConnection.End own;
    private final TcpConnection.End peer;
    private final byte[] stream;
    private final int mss;
    private final Consumer<Tcp> wire;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean connected;
    private int expected;
    private long acknowledged = -1;
    private long next = -1;
    private int peerWindow;
    private boolean complete;
    private boolean reset;
    private boolean deaf;
    private boolean gone;
    private boolean endHeld;
    private int window = 30_000;
    private long resendAt = Long.MAX_VALUE;
    private int accepted;

    /** Sends {@code stream} and then its end. */
    public NaivePeer(TcpConnection.End own, TcpConnection.End peer, byte[] stream, int mss, Consumer<Tcp> wire) {
        this.own = own;
        this.peer = peer;
        this.stream = stream;
        this.mss = mss;
        this.wire = wire;
    }

    public void segment(Tcp segment, long now) {
        if (deaf || reset) {
            return;
        }
        if (segment.has(Tcp.RST)) {
            reset = true;
            return;
        }
        if (gone) {
            send(segment.acknowledgment(), Tcp.RST, new byte[0]);
            return;
        }
        if (segment.has(Tcp.SYN)) {
            synchronize(segment, now);
            return;
        }
        if (!connected) {
            return;
        }
        long offset = segment.acknowledgment() - (INITIAL_SEQUENCE + 1);
        peerWindow = segment.window();
        if (offset > acknowledged) {
            acknowledged = offset;
            next = Math.max(next, offset);
            resendAt = now + TIMEOUT_NANOS;
        }
        int bytes = segment.payload().length;
        if (segment.sequence() == expected && bytes <= window) {
            received.writeBytes(segment.payload());
            expected += bytes;
            if (segment.has(Tcp.FIN) && !complete) {
                complete = true;
                expected++;
            }
        }
        boolean old = segment.sequence() - expected < 0;
        if (bytes > 0 || segment.has(Tcp.FIN) || old) {
            acknowledge();
        }
        pump(now);
    }

    /** A SYN that comes once more, and late, changes nothing (RFC 9293, 3.10.7.4). */
    private void synchronize(Tcp segment, long now) {
        if (!connected) {
            accepted++;
            connected = true;
            expected = segment.sequence() + 1;
            peerWindow = segment.window();
            next = 0;
            resendAt = now + TIMEOUT_NANOS;
        }
        if (acknowledged < 0) {
            send(INITIAL_SEQUENCE, Tcp.SYN | Tcp.ACK, new byte[0]);
        } else {
            acknowledge();
        }
    }

    /** Sends its stream, but not that it has ended. */
    void holdEnd() {
        endHeld = true;
    }

    public void tick(long now) {
        if (connected && !gone && acknowledged < stream.length + (endHeld ? 0 : 1) && now >= resendAt) {
            next = Math.max(0, acknowledged);
            resendAt = now + TIMEOUT_NANOS;
            if (acknowledged < 0) {
                send(INITIAL_SEQUENCE, Tcp.SYN | Tcp.ACK, new byte[0]);
            }
            pump(now);
        }
    }

    private void pump(long now) {
        while (acknowledged >= 0 && next <= stream.length - (endHeld ? 1 : 0) && next - acknowledged < Math.min(peerWindow, SEGMENTS_AHEAD * mss)) {
            int bytes = (int) Math.min(mss, Math.min(stream.length, acknowledged + peerWindow) - next);
            boolean last = next + bytes == stream.length && !endHeld;
            send(INITIAL_SEQUENCE + 1 + (int) next, Tcp.ACK | (last ? Tcp.FIN : 0),
                    Arrays.copyOfRange(stream, (int) next, (int) next + bytes));
            next += last ? bytes + 1 : bytes;
            resendAt = Math.min(resendAt, now + TIMEOUT_NANOS);
        }
    }

    /** How much it takes from now on; says so. */
    void window(int bytes) {
        window = bytes;
        acknowledge();
    }

    /** Sends its part of the stream, as a resumed stale host would, from somewhere that was acknowledged long ago. */
    void repeat(int offset, int bytes) {
        send(INITIAL_SEQUENCE + 1 + offset, Tcp.ACK, Arrays.copyOfRange(stream, offset, offset + bytes));
    }

    public void deaf(boolean newDeaf) {
        deaf = newDeaf;
    }

    void refuse(int acknowledgment) {
        wire.accept(new Tcp(own.ip(), own.port(), peer.ip(), peer.port(), 0, acknowledgment, Tcp.RST | Tcp.ACK, 0, 0, -1,
                new byte[0]));
    }

    /** Forgets the connection and says so, again to whatever comes. */
    public void reset() {
        gone = true;
        send(INITIAL_SEQUENCE + 1 + (int) next, Tcp.RST | Tcp.ACK, new byte[0]);
    }

    private void acknowledge() {
        send(INITIAL_SEQUENCE + 1 + (int) Math.max(0, next), Tcp.ACK, new byte[0]);
    }

    private void send(int sequence, int flags, byte[] payload) {
        wire.accept(new Tcp(own.ip(), own.port(), peer.ip(), peer.port(), sequence, expected, flags, window,
                (flags & Tcp.SYN) != 0 ? mss : 0, -1, payload));
    }

    public byte[] received() {
        return received.toByteArray();
    }

    public boolean complete() {
        return complete;
    }

    public boolean wasReset() {
        return reset;
    }

    int accepted() {
        return accepted;
    }

    /** Whether everything that it sent was acknowledged, its end included. */
    public boolean delivered() {
        return acknowledged == stream.length + 1;
    }
}
