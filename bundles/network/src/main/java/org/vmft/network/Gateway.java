package org.vmft.network;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.vmft.network.packet.Arp;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.packet.Ipv4;
import org.vmft.network.packet.Tcp;
import org.vmft.network.packet.Udp;
import org.vmft.network.tcp.TcpConnection;
import org.vmft.network.tcp.TcpConnection.End;

/**
 * A host on the guests' network that stands for the clients behind forwarded ports: passes their UDP datagrams to guests
 * and the answers back, and opens a TCP connection for each of theirs. Each client has a port of its own here, so that
 * answers find it. Pure; {@code now} is monotonic, in ns. Nothing is fragmented or put together: what does not fit one
 * packet is dropped.
 */
final class Gateway {
    static final long MAC = 0x5255_0a00_0202L;
    static final int IP = Ipv4.parse("10.0.2.2");

    /** Where frames and datagrams leave. */
    interface Outlet {
        void frame(byte[] frame);

        void datagram(int forward, InetSocketAddress client, byte[] payload);
    }

    private final List<End> udpGuests;
    private final Outlet outlet;
    private final Map<Integer, Neighbour> neighbours = new TreeMap<>();
    private final NatTable nat = new NatTable();
    private final TcpConnections connections;
    private long dropped;

    /** @param sequences makes initial sequence numbers that nobody can guess */
    Gateway(Forwards forwards, IntSupplier sequences, Outlet outlet) {
        udpGuests = forwards.udp().stream().map(Forward::guest).toList();
        this.outlet = outlet;
        Stream.concat(forwards.udp().stream(), forwards.tcp().stream()).map(forward -> forward.guest().ip())
                .forEach(ip -> neighbours.computeIfAbsent(ip, key -> new Neighbour(() -> ask(ip))));
        connections = new TcpConnections(IP, sequences, (segment, now) ->
                toGuest(segment.targetIp(), mac -> segment.frame(mac, MAC), now));
    }

    private void ask(int ip) {
        outlet.frame(new Arp(Arp.REQUEST, MAC, IP, 0, ip).frame(Ethernet.BROADCAST, MAC));
    }

    private void toGuest(int ip, LongFunction<byte[]> frame, long now) {
        neighbours.get(ip).reach(mac -> outlet.frame(frame.apply(mac)), now);
    }

    /** A client's datagram. */
    void datagram(int forward, InetSocketAddress client, byte[] payload, long now) {
        if (payload.length > Udp.PAYLOAD_BYTES_MAX) {
            dropped++;
            return;
        }
        End guest = udpGuests.get(forward);
        int port = nat.port(new NatTable.Client(forward, client), now);
        Udp datagram = new Udp(IP, port, guest.ip(), guest.port(), payload);
        toGuest(guest.ip(), mac -> datagram.frame(mac, MAC), now);
    }

    /** A connection to this guest for a client; empty when there are too many. */
    Optional<TcpConnection> connect(End guest, long now) {
        return connections.open(guest, now);
    }

    /** A frame from the switch. */
    void frame(byte[] frame, long now) {
        if (!Ethernet.wellFormed(frame)) {
            dropped++;
        } else if (Ethernet.etherType(frame) == Ethernet.RARP) {
            moved(Ethernet.source(frame), now);
        } else if (Ethernet.etherType(frame) == Ethernet.ARP) {
            Arp.decode(frame).ifPresent(arp -> arp(arp, now));
        } else if (Ethernet.destination(frame) == MAC) {
            packet(frame, now);
        }
    }

    private void arp(Arp arp, long now) {
        Neighbour sender = neighbours.get(arp.senderIp());
        if (sender != null && !Ethernet.multicast(arp.senderMac())) {
            sender.announced(arp.senderMac(), now);
            if (arp.senderIp() == arp.targetIp()) {
                connections.moved(arp.senderIp(), now);
            }
        }
        if (arp.operation() == Arp.REQUEST && arp.targetIp() == IP && !Ethernet.multicast(arp.senderMac())) {
            outlet.frame(new Arp(Arp.REPLY, MAC, IP, arp.senderMac(), arp.senderIp()).frame(arp.senderMac(), MAC));
        }
    }

    /** This address announces itself, from another port of the switch most likely. */
    private void moved(long mac, long now) {
        neighbours.forEach((ip, neighbour) -> {
            if (neighbour.isAt(mac)) {
                connections.moved(ip, now);
            }
        });
    }

    private void packet(byte[] frame, long now) {
        Optional<Tcp> segment = Tcp.decode(frame).filter(tcp -> tcp.targetIp() == IP);
        if (segment.isPresent() && neighbours.containsKey(segment.get().sourceIp())) {
            neighbours.get(segment.get().sourceIp()).seen(Ethernet.source(frame), now);
            connections.segment(segment.get(), now);
        } else {
            Udp.decode(frame).ifPresentOrElse(datagram -> answer(datagram, Ethernet.source(frame), now), () -> dropped++);
        }
    }

    private void answer(Udp datagram, long source, long now) {
        Optional<NatTable.Client> client = datagram.targetIp() == IP ? nat.client(datagram.targetPort(), now) : Optional.empty();
        if (client.isEmpty() || !udpGuests.get(client.get().forward()).equals(new End(datagram.sourceIp(), datagram.sourcePort()))) {
            dropped++;
            return;
        }
        neighbours.get(datagram.sourceIp()).seen(source, now);
        outlet.datagram(client.get().forward(), client.get().address(), datagram.payload());
    }

    /** Sends what waited for the end of a round: one acknowledgement for all that came in it. */
    void flush() {
        connections.flush();
    }

    /** To be called when {@link #untilTick} has passed. */
    void tick(long now) {
        neighbours.values().forEach(neighbour -> neighbour.tick(now));
        connections.tick(now);
    }

    OptionalLong untilTick(long now) {
        long soonest = Long.MAX_VALUE;
        for (Neighbour neighbour : neighbours.values()) {
            soonest = Math.min(soonest, neighbour.untilTick(now).orElse(Long.MAX_VALUE));
        }
        soonest = Math.min(soonest, connections.untilTick(now).orElse(Long.MAX_VALUE));
        return soonest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(soonest);
    }

    /** Frames and datagrams dropped: neither UDP nor TCP over IPv4, damaged, fragments, too large, of nobody's, to nobody. */
    long dropped() {
        return dropped + neighbours.values().stream().mapToLong(Neighbour::dropped).sum();
    }
}
