package org.vmft.network;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.vmft.network.packet.Arp;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.packet.Ipv4;
import org.vmft.network.packet.Udp;

/**
 * A gateway on the guests' network that passes UDP datagrams of hosts to guests and their answers back. Each client has
 * a port of its own at the gateway, so that answers find it. Pure; {@code now} is monotonic, in ns. Nothing is
 * fragmented or put together: what does not fit one packet is dropped.
 */
final class UdpForwarder {
    static final long MAC = 0x5255_0a00_0202L;
    static final int IP = Ipv4.parse("10.0.2.2");

    /** Where a forward leads. */
    record Guest(int ip, int port) {}

    /** Where frames and datagrams leave. */
    interface Outlet {
        void frame(byte[] frame);

        void datagram(int forward, InetSocketAddress client, byte[] payload);
    }

    private final List<Guest> guests;
    private final Outlet outlet;
    private final Map<Integer, Neighbour> neighbours = new TreeMap<>();
    private final NatTable nat = new NatTable();
    private long dropped;

    /** @param guests by number of the forward */
    UdpForwarder(List<Guest> guests, Outlet outlet) {
        this.guests = List.copyOf(guests);
        this.outlet = outlet;
        for (Guest guest : guests) {
            neighbours.computeIfAbsent(guest.ip(), ip -> new Neighbour(() -> ask(ip)));
        }
    }

    private void ask(int ip) {
        outlet.frame(new Arp(Arp.REQUEST, MAC, IP, 0, ip).frame(Ethernet.BROADCAST, MAC));
    }

    /** A host's datagram. */
    void datagram(int forward, InetSocketAddress client, byte[] payload, long now) {
        if (payload.length > Udp.PAYLOAD_BYTES_MAX) {
            dropped++;
            return;
        }
        Guest guest = guests.get(forward);
        int port = nat.port(new NatTable.Client(forward, client), now);
        Udp datagram = new Udp(IP, port, guest.ip(), guest.port(), payload);
        neighbours.get(guest.ip()).reach(mac -> outlet.frame(datagram.frame(mac, MAC)), now);
    }

    /** A frame from the switch. */
    void frame(byte[] frame, long now) {
        if (!Ethernet.wellFormed(frame)) {
            dropped++;
            return;
        }
        Optional<Arp> arp = Arp.decode(frame);
        if (arp.isPresent()) {
            arp(arp.get(), now);
        } else if (Ethernet.destination(frame) == MAC) {
            Udp.decode(frame).ifPresentOrElse(datagram -> answer(datagram, Ethernet.source(frame), now), () -> dropped++);
        }
    }

    private void arp(Arp arp, long now) {
        Neighbour sender = neighbours.get(arp.senderIp());
        if (sender != null && !Ethernet.multicast(arp.senderMac())) {
            sender.announced(arp.senderMac(), now);
        }
        if (arp.operation() == Arp.REQUEST && arp.targetIp() == IP && !Ethernet.multicast(arp.senderMac())) {
            outlet.frame(new Arp(Arp.REPLY, MAC, IP, arp.senderMac(), arp.senderIp()).frame(arp.senderMac(), MAC));
        }
    }

    private void answer(Udp datagram, long source, long now) {
        Optional<NatTable.Client> client = datagram.targetIp() == IP ? nat.client(datagram.targetPort(), now) : Optional.empty();
        if (client.isEmpty() || !guests.get(client.get().forward()).equals(new Guest(datagram.sourceIp(), datagram.sourcePort()))) {
            dropped++;
            return;
        }
        neighbours.get(datagram.sourceIp()).seen(source, now);
        outlet.datagram(client.get().forward(), client.get().address(), datagram.payload());
    }

    /** To be called when {@link #untilTick} has passed. */
    void tick(long now) {
        neighbours.values().forEach(neighbour -> neighbour.tick(now));
    }

    OptionalLong untilTick(long now) {
        List<Long> waits = new ArrayList<>();
        neighbours.values().forEach(neighbour -> neighbour.untilTick(now).ifPresent(waits::add));
        return waits.stream().mapToLong(Long::longValue).min();
    }

    /** Frames and datagrams dropped: no IPv4 UDP, damaged, fragments, too large, of nobody's, to nobody. */
    long dropped() {
        return dropped + neighbours.values().stream().mapToLong(Neighbour::dropped).sum();
    }
}
