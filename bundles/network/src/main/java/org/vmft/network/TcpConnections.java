package org.vmft.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.vmft.network.packet.Tcp;
import org.vmft.network.tcp.TcpConnection;
import org.vmft.network.tcp.TcpConnection.End;

/** The gateway's TCP connections, each at a port of its own. Pure; {@code now} is monotonic, in ns. */
final class TcpConnections {
    /** With what each holds at most, half a megabyte, bounds the memory. */
    static final int CONNECTIONS_MAX = 128;

    /** Sends a segment to its target. */
    interface Outlet {
        void segment(Tcp segment, long now);
    }

    private final int ip;
    private final IntSupplier sequences;
    private final Outlet outlet;
    private final Map<Integer, TcpConnection> byPort = new TreeMap<>();
    private final Map<Integer, End> guests = new TreeMap<>();
    private final EphemeralPorts ports = new EphemeralPorts();
    private long now;

    TcpConnections(int ip, IntSupplier sequences, Outlet outlet) {
        this.ip = ip;
        this.sequences = sequences;
        this.outlet = outlet;
    }

    /** Empty when there are too many. */
    Optional<TcpConnection> open(End guest, long newNow) {
        now = newNow;
        if (byPort.size() == CONNECTIONS_MAX) {
            return Optional.empty();
        }
        int port = ports.free(byPort::containsKey);
        guests.put(port, guest);
        TcpConnection connection = new TcpConnection(new End(ip, port), guest, sequences.getAsInt(),
                segment -> outlet.segment(segment, now), now);
        byPort.put(port, connection);
        return Optional.of(connection);
    }

    void segment(Tcp segment, long newNow) {
        now = newNow;
        TcpConnection connection = byPort.get(segment.targetPort());
        if (connection != null && guests.get(segment.targetPort()).equals(new End(segment.sourceIp(), segment.sourcePort()))) {
            connection.segment(segment, now);
        } else if (!segment.has(Tcp.RST)) {
            refuse(segment);
        }
    }

    /** Nobody here knows of it (RFC 9293, section 3.5.2). */
    private void refuse(Tcp segment) {
        boolean acknowledges = segment.has(Tcp.ACK);
        int length = segment.payload().length + (segment.has(Tcp.SYN) ? 1 : 0) + (segment.has(Tcp.FIN) ? 1 : 0);
        outlet.segment(new Tcp(ip, segment.targetPort(), segment.sourceIp(), segment.sourcePort(),
                acknowledges ? segment.acknowledgment() : 0, acknowledges ? 0 : segment.sequence() + length,
                acknowledges ? Tcp.RST : Tcp.RST | Tcp.ACK, 0, 0, Tcp.NO_SCALE, new byte[0]), now);
    }

    /** This guest runs on another host now. */
    void moved(int guestIp, long newNow) {
        now = newNow;
        byPort.forEach((port, connection) -> {
            if (guests.get(port).ip() == guestIp) {
                connection.moved(now);
            }
        });
    }

    void flush() {
        byPort.values().forEach(TcpConnection::flush);
    }

    void tick(long newNow) {
        now = newNow;
        List<Integer> over = new ArrayList<>();
        byPort.forEach((port, connection) -> {
            connection.tick(now);
            if (connection.over()) {
                over.add(port);
            }
        });
        over.forEach(port -> {
            byPort.remove(port);
            guests.remove(port);
        });
    }

    OptionalLong untilTick(long newNow) {
        long soonest = Long.MAX_VALUE;
        for (TcpConnection connection : byPort.values()) {
            soonest = Math.min(soonest, connection.untilTick(newNow).orElse(Long.MAX_VALUE));
        }
        return soonest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(soonest);
    }
}
