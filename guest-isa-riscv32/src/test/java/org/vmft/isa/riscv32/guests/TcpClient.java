package org.vmft.isa.riscv32.guests;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.vmft.network.packet.Tcp;

/** One connection to the server guest: takes bytes in order, drops what comes out of order, and repeats itself. */
final class TcpClient {
    private static final long REPEAT_TICKS = Wire.TICKS_PER_SECOND / 5;
    private static final int SEGMENT_BYTES = 1000;

    private final Wire wire;
    private final int port;
    private final int serverPort;
    private final int firstSequence;
    private final byte[] toSend;
    private final int window;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int acknowledged;
    private int peerWindow;
    private int expected;
    private boolean open;
    private boolean peerDone;
    private boolean reset;
    private boolean accepts = true;
    private long repeatAt;

    /** Connects, sends this, and then no more. */
    TcpClient(Wire wire, int port, int serverPort, int firstSequence, byte[] toSend, int window) {
        this.wire = wire;
        this.port = port;
        this.serverPort = serverPort;
        this.firstSequence = firstSequence;
        this.toSend = toSend.clone();
        this.window = window;
        acknowledged = firstSequence;
    }

    byte[] received() {
        return received.toByteArray();
    }

    /** Both have sent everything and know it. */
    boolean ended() {
        return peerDone && acknowledged == firstSequence + toSend.length + 2;
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

    void tick(long now) {
        if (now >= repeatAt && !reset) {
            repeatAt = now + REPEAT_TICKS;
            if (!open) {
                send(Tcp.SYN, firstSequence, 0);
            } else {
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
        // Later, it may only mean that the server remembers no more.
        reset |= tcp.has(Tcp.RST) && !ended();
        if (tcp.has(Tcp.SYN) && !open) {
            open = true;
            expected = tcp.sequence() + 1;
        }
        if (!open || reset) {
            return;
        }
        int before = acknowledged;
        if (tcp.acknowledgment() - acknowledged > 0) {
            acknowledged = tcp.acknowledgment();
        }
        peerWindow = tcp.window();
        take(tcp);
        if (acknowledged != before) {
            repeatAt = now + REPEAT_TICKS;
            sendData();
        }
    }

    private void take(Tcp tcp) {
        int known = expected - tcp.sequence();
        if (accepts && known >= 0 && known < tcp.payload().length && !tcp.has(Tcp.SYN)) {
            received.write(tcp.payload(), known, tcp.payload().length - known);
            expected += tcp.payload().length - known;
        }
        if (tcp.has(Tcp.FIN) && tcp.sequence() + tcp.payload().length == expected) {
            peerDone = true;
            expected++;
        }
        if (tcp.payload().length > 0 || tcp.has(Tcp.FIN) || tcp.has(Tcp.SYN)) {
            send(Tcp.ACK, acknowledged, 0);
        }
    }

    /** From what is acknowledged on, as far as the window goes; the end comes with the last bytes. */
    private void sendData() {
        int from = acknowledged - firstSequence - 1;
        int until = Math.min(toSend.length, from + Math.max(1, peerWindow));
        for (int at = from; at <= toSend.length && at <= until;) {
            int length = Math.min(SEGMENT_BYTES, until - at);
            boolean last = at + length == toSend.length;
            if (length == 0 && !last) {
                return;
            }
            send(Tcp.ACK | (last ? Tcp.FIN : 0), firstSequence + 1 + at, length);
            at += length + (last ? 1 : 0);
        }
    }

    private void send(int flags, int sequence, int length) {
        int at = sequence - firstSequence - 1;
        byte[] payload = length == 0 ? new byte[0] : Arrays.copyOfRange(toSend, at, at + length);
        boolean syn = (flags & Tcp.SYN) != 0;
        wire.send(new Tcp(Wire.HOST_IP, port, Wire.GUEST_IP, serverPort, sequence, syn ? 0 : expected, flags, accepts ? window : 0,
                syn ? Tcp.MSS : 0, Tcp.NO_SCALE, payload).frame(Wire.GUEST_MAC, Wire.HOST_MAC));
    }
}
