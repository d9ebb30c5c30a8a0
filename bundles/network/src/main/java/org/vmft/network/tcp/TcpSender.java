package org.vmft.network.tcp;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The sending half of a connection: slow start, congestion avoidance, fast retransmission and recovery (RFC 5681, RFC
 * 6582), probes of a closed window. Offsets count the stream's bytes from 0; its end takes one offset, like a byte.
 */
final class TcpSender {
    /** What 100 Mbit/s take in 20 ms; at most so much is under way. */
    static final int BUFFER_BYTES = 256 << 10;
    private static final int INITIAL_SEGMENTS = 10;
    private static final int DUPLICATES_TO_RETRANSMIT = 3;
    private static final long NOTHING_TIMED = -1;
    private static final long NONE = -1;

    /** Sends one segment; {@code last} with the end of the stream. */
    interface Emitter {
        void emit(long offset, byte[] payload, boolean last);
    }

    private final Emitter emitter;
    private final RetransmissionTimer timer = new RetransmissionTimer();
    private final byte[] ring = new byte[BUFFER_BYTES];
    private int segmentBytesMax;
    private long acknowledged;
    private long next;
    private long sent;
    private long written;
    private boolean finished;
    private long peerWindow;
    private long congestionWindow;
    private long slowStartThreshold = Long.MAX_VALUE;
    private long grown;
    private int duplicates;
    private long recoverTo = NONE;
    /** Up to there everything is sent again, and what is acknowledged may have come long before. */
    private long repeatTo = NONE;
    private long timedOffset = NOTHING_TIMED;
    private long timedAt;

    TcpSender(Emitter emitter) {
        this.emitter = emitter;
    }

    /** The peer takes segments of this size and so many bytes at once. */
    void open(int newSegmentBytesMax, int window, long now) {
        segmentBytesMax = newSegmentBytesMax;
        congestionWindow = (long) INITIAL_SEGMENTS * segmentBytesMax;
        peerWindow = window;
        pump(now);
    }

    /** Takes as much as there is room for. */
    void write(ByteBuffer source, long now) {
        while (source.hasRemaining() && room() > 0) {
            int at = (int) (written % BUFFER_BYTES);
            int count = Math.min(Math.min(source.remaining(), room()), BUFFER_BYTES - at);
            source.get(ring, at, count);
            written += count;
        }
        pump(now);
    }

    int room() {
        return (int) (BUFFER_BYTES - (written - acknowledged));
    }

    void finish(long now) {
        finished = true;
        pump(now);
    }

    /** Whether the peer has everything and knows that it was all. */
    boolean finishAcknowledged() {
        return finished && acknowledged == written + 1;
    }

    /** The offset at which to send next. */
    long next() {
        return next;
    }

    /** The lowest offset that the peer did not acknowledge. */
    long acknowledged() {
        return acknowledged;
    }

    private long end() {
        return finished ? written + 1 : written;
    }

    private long inFlight() {
        return next - acknowledged;
    }

    /** {@code bare}: the segment carried nothing else. */
    void acknowledge(long offset, int window, boolean bare, long now) {
        if (offset < acknowledged || offset > sent) {
            return;
        }
        boolean sameWindow = window == peerWindow;
        if (peerWindow == 0 && window > 0) {
            // What was sent as a probe was not taken.
            next = acknowledged;
        }
        peerWindow = window;
        if (offset > acknowledged) {
            progress(offset, now);
        } else if (bare && sameWindow && inFlight() > 0) {
            duplicate();
        }
        pump(now);
    }

    private void progress(long offset, long now) {
        long bytes = offset - acknowledged;
        long flight = inFlight();
        acknowledged = offset;
        next = Math.max(next, offset);
        duplicates = 0;
        if (timedOffset != NOTHING_TIMED && offset > timedOffset) {
            timer.measured(now - timedAt);
            timedOffset = NOTHING_TIMED;
        } else {
            timer.ease();
        }
        if (offset >= repeatTo) {
            repeatTo = NONE;
        }
        if (recoverTo >= 0 && offset < recoverTo) {
            congestionWindow = Math.max(segmentBytesMax, congestionWindow - bytes + segmentBytesMax);
            emit(acknowledged);
        } else if (recoverTo >= 0) {
            recoverTo = NONE;
            congestionWindow = slowStartThreshold;
        } else {
            grow(bytes, flight);
        }
        if (inFlight() > 0) {
            timer.arm(now);
        } else {
            timer.disarm();
        }
    }

    /** By bytes (RFC 3465), as guests acknowledge many segments at once. A window that did not limit does not grow. */
    private void grow(long bytes, long flight) {
        if (flight + segmentBytesMax < congestionWindow || congestionWindow >= BUFFER_BYTES) {
            return;
        }
        if (congestionWindow < slowStartThreshold) {
            congestionWindow += repeatTo == NONE ? bytes : Math.min(bytes, segmentBytesMax);
            return;
        }
        grown += bytes;
        if (grown >= congestionWindow) {
            grown -= congestionWindow;
            congestionWindow += segmentBytesMax;
        }
    }

    private void duplicate() {
        duplicates++;
        if (duplicates == DUPLICATES_TO_RETRANSMIT && recoverTo < 0 && repeatTo == NONE) {
            recoverTo = sent;
            slowStartThreshold = Math.max(inFlight() / 2, 2L * segmentBytesMax);
            congestionWindow = slowStartThreshold + (long) DUPLICATES_TO_RETRANSMIT * segmentBytesMax;
            timedOffset = NOTHING_TIMED;
            emit(acknowledged);
        } else if (recoverTo >= 0) {
            congestionWindow += segmentBytesMax;
        }
    }

    /** The peer is somewhere else now and may lack all that it did not acknowledge. */
    void resend(long now) {
        timer.settle();
        again(now);
    }

    void tick(long now) {
        if (!timer.due(now)) {
            return;
        }
        timer.backOff();
        if (inFlight() > 0) {
            slowStartThreshold = Math.max(inFlight() / 2, 2L * segmentBytesMax);
            congestionWindow = segmentBytesMax;
        }
        again(now);
    }

    private void again(long now) {
        repeatTo = inFlight() > 0 ? sent : NONE;
        next = acknowledged;
        duplicates = 0;
        recoverTo = NONE;
        timedOffset = NOTHING_TIMED;
        timer.disarm();
        if (peerWindow == 0 && end() > acknowledged) {
            probe(now);
        }
        pump(now);
    }

    /** One byte more than the peer has room for: its answer tells whether that has changed. */
    private void probe(long now) {
        peerWindow = 1;
        pump(now);
        peerWindow = 0;
    }

    OptionalLong untilTick(long now) {
        return timer.untilDue(now);
    }

    /** Sends what the windows allow. */
    private void pump(long now) {
        long limit = acknowledged + Math.min(peerWindow, congestionWindow);
        while (segmentBytesMax > 0 && next < end() && (next < limit || next == written && inFlight() == 0)) {
            long bytes = Math.min(Math.min(segmentBytesMax, written - next), limit - next);
            if (bytes < segmentBytesMax && next + bytes < written && inFlight() > 0) {
                break;
            }
            if (timedOffset == NOTHING_TIMED && next == sent) {
                timedOffset = next;
                timedAt = now;
            }
            next += emit(next);
            sent = Math.max(sent, next);
            if (!timer.armed()) {
                timer.arm(now);
            }
        }
        if (!timer.armed() && end() > acknowledged && segmentBytesMax > 0) {
            timer.arm(now);
        }
    }

    /** Sends the segment at this offset; returns the offsets that it takes. */
    private int emit(long offset) {
        long window = Math.max(acknowledged + Math.min(peerWindow, congestionWindow) - offset, offset == acknowledged ? 1 : 0);
        int bytes = (int) Math.max(0, Math.min(Math.min(segmentBytesMax, written - offset), window));
        byte[] payload = new byte[bytes];
        int at = (int) (offset % BUFFER_BYTES);
        int first = Math.min(bytes, BUFFER_BYTES - at);
        System.arraycopy(ring, at, payload, 0, first);
        System.arraycopy(ring, 0, payload, first, bytes - first);
        boolean last = finished && offset + bytes == written;
        emitter.emit(offset, payload, last);
        return last ? bytes + 1 : bytes;
    }
}
