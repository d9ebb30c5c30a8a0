package org.vmft.isa.riscv32.guests;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import org.vmft.network.packet.Tcp;

/**
 * One connection to the server guest: puts together what comes, sends as far as the window goes, and all of it again
 * when nothing is heard.
 */
final class TcpClient {
    private static final long REPEAT_TICKS = Wire.TICKS_PER_SECOND / 5;
    static final int SEGMENT_BYTES = 1000;

    private final Wire wire;
    private final int port;
    private final int serverPort;
    private final int firstSequence;
    private final byte[] toSend;
    private final int window;
    private final int scale;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int acknowledged;
    /** First sequence number that was not sent since the last repetition. */
    private int next;
    private int peerScale = Tcp.NO_SCALE;
    private int peerWindow;
    private int acknowledgements;
    /** What came before bytes in front of it, by its place in the stream. */
    private final TreeMap<Integer, byte[]> ahead = new TreeMap<>();
    private Optional<Integer> end = Optional.empty();
    private int expected;
    private boolean open;
    private boolean peerDone;
    private boolean reset;
    private boolean accepts = true;
    private boolean silent;
    private boolean ends = true;
    private long repeatAt;

    /** Connects, sends this, and then no more. */
    TcpClient(Wire wire, int port, int serverPort, int firstSequence, byte[] toSend, int window) {
        this(wire, port, serverPort, firstSequence, toSend, window, Tcp.NO_SCALE);
    }

    /** @param scale offered for windows, {@link Tcp#NO_SCALE} for none; only with one is a window larger than 65535 */
    TcpClient(Wire wire, int port, int serverPort, int firstSequence, byte[] toSend, int window, int scale) {
        this.wire = wire;
        this.port = port;
        this.serverPort = serverPort;
        this.firstSequence = firstSequence;
        this.toSend = toSend.clone();
        this.window = window;
        this.scale = scale;
        acknowledged = firstSequence;
        next = firstSequence + 1;
    }

    byte[] received() {
        return received.toByteArray();
    }

    /** Both have sent everything and know it. */
    boolean ended() {
        return peerDone && acknowledged == firstSequence + toSend.length + 2;
    }

    /** How much the server takes beyond what it has acknowledged, as it said last. */
    int peerWindow() {
        return peerWindow;
    }

    /** How far it has sent, its end counted like a byte. */
    int sent() {
        return next - firstSequence - 1;
    }

    /** Segments without data that came. */
    int acknowledgements() {
        return acknowledgements;
    }

    boolean reset() {
        return reset;
    }

    /** Whether there is room for more bytes. */
    void accepts(boolean room) {
        accepts = room;
        if (open) {
            send(Tcp.ACK, acknowledged, 0);
        }
    }

    /** Whether the end comes behind what it sends. */
    void ends(boolean comes) {
        ends = comes;
    }

    /** Whether it keeps from sending anything. */
    void silent(boolean says) {
        silent = says;
    }

    void tick(long now) {
        if (now >= repeatAt && !reset) {
            repeatAt = now + REPEAT_TICKS;
            if (!open) {
                send(Tcp.SYN, firstSequence, 0);
            } else {
                next = acknowledged;
                sendData();
            }
        }
    }

    void frame(byte[] frame, long now) {
        Optional<Tcp> segment = Tcp.decode(frame).filter(tcp -> tcp.targetPort() == port && tcp.sourcePort() == serverPort);
        if (segment.isEmpty()) {
            return;
        }
        Tcp tcp = segment.get();
        if (tcp.has(Tcp.RST)) {
            // Later, it may only mean that the server remembers no more.
            reset |= !ended();
            return;
        }
        if (tcp.has(Tcp.SYN) && !open) {
            open = true;
            expected = tcp.sequence() + 1;
            peerScale = tcp.scale();
        }
        if (!open || reset) {
            return;
        }
        int before = acknowledged;
        if (tcp.acknowledgment() - acknowledged > 0) {
            acknowledged = tcp.acknowledgment();
        }
        int windowBefore = peerWindow;
        peerWindow = tcp.has(Tcp.SYN) || !scaled() ? tcp.window() : tcp.window() << peerScale;
        acknowledgements += tcp.payload().length == 0 && !tcp.has(Tcp.SYN) ? 1 : 0;
        take(tcp);
        if (acknowledged != before || peerWindow > windowBefore) {
            repeatAt = now + REPEAT_TICKS;
            next = next - acknowledged > 0 ? next : acknowledged;
            sendData();
        }
    }

    private void take(Tcp tcp) {
        if (accepts && !tcp.has(Tcp.SYN) && tcp.sequence() + tcp.payload().length - expected > 0) {
            ahead.put(received.size() + tcp.sequence() - expected, tcp.payload());
        }
        for (var first = ahead.firstEntry(); first != null && first.getKey() <= received.size(); first = ahead.firstEntry()) {
            int known = received.size() - first.getKey();
            byte[] payload = ahead.pollFirstEntry().getValue();
            if (known < payload.length) {
                received.write(payload, known, payload.length - known);
                expected += payload.length - known;
            }
        }
        if (tcp.has(Tcp.FIN)) {
            end = Optional.of(tcp.sequence() + tcp.payload().length);
        }
        if (!peerDone && end.equals(Optional.of(expected))) {
            peerDone = true;
            expected++;
        }
        if (tcp.payload().length > 0 || tcp.has(Tcp.FIN) || tcp.has(Tcp.SYN)) {
            send(Tcp.ACK, acknowledged, 0);
        }
    }

    private boolean scaled() {
        return scale != Tcp.NO_SCALE && peerScale != Tcp.NO_SCALE;
    }

    /** As far as the window goes; the end comes with the last bytes. A closed window is tried with one byte. */
    private void sendData() {
        int until = Math.min(toSend.length, acknowledged - firstSequence - 1 + Math.max(1, peerWindow));
        for (int at = next - firstSequence - 1; at <= toSend.length && at <= until;) {
            int length = Math.min(SEGMENT_BYTES, until - at);
            boolean last = ends && at + length == toSend.length;
            if (length == 0 && !last) {
                return;
            }
            send(Tcp.ACK | (last ? Tcp.FIN : 0), firstSequence + 1 + at, length);
            at += length + (last ? 1 : 0);
            next = firstSequence + 1 + at;
        }
    }

    private void send(int flags, int sequence, int length) {
        if (silent) {
            return;
        }
        int at = sequence - firstSequence - 1;
        byte[] payload = length == 0 ? new byte[0] : Arrays.copyOfRange(toSend, at, at + length);
        boolean syn = (flags & Tcp.SYN) != 0;
        wire.send(new Tcp(Wire.HOST_IP, port, Wire.GUEST_IP, serverPort, sequence, syn ? 0 : expected, flags,
                !accepts ? 0 : scaled() ? window >> scale : Math.min(window, 0xffff), syn ? Tcp.MSS : 0, syn ? scale : Tcp.NO_SCALE, payload).frame(Wire.GUEST_MAC, Wire.HOST_MAC));
    }
}
