package org.vmft.network;

import java.nio.ByteBuffer;
import org.vmft.network.packet.Arp;
import org.vmft.network.packet.Ethernet;

/** Frames by which a host tells bridges and neighbours where its address is now. */
public final class Announcement {
    /** Shortest frame on a wire, without FCS. */
    private static final int BYTES = 60;
    private static final long NOBODY = 0x0276_6d66_7401L;

    private Announcement() {}

    /** Asks for its own IP address (RFC 903): moves the MAC address in every bridge, and needs no IP address. */
    public static byte[] rarp(long mac) {
        byte[] frame = new byte[BYTES];
        Ethernet.header(frame, Ethernet.BROADCAST, mac, Ethernet.RARP);
        new Arp(Arp.REVERSE_REQUEST, mac, 0, mac, 0).put(ByteBuffer.wrap(frame).position(Ethernet.HEADER_BYTES));
        return frame;
    }

    /** Asks for another's IP address (RFC 903), which moves nothing. The sender's address is locally administered and no guest's. */
    public static byte[] inquiry(long mac) {
        byte[] frame = new byte[BYTES];
        Ethernet.header(frame, Ethernet.BROADCAST, NOBODY, Ethernet.RARP);
        new Arp(Arp.REVERSE_REQUEST, NOBODY, 0, mac, 0).put(ByteBuffer.wrap(frame).position(Ethernet.HEADER_BYTES));
        return frame;
    }

    /** Gratuitous ARP (RFC 5227): also moves the IP address in the caches of neighbours. */
    public static byte[] gratuitousArp(long mac, int ipv4) {
        byte[] frame = new byte[BYTES];
        Ethernet.header(frame, Ethernet.BROADCAST, mac, Ethernet.ARP);
        new Arp(Arp.REQUEST, mac, ipv4, 0, ipv4).put(ByteBuffer.wrap(frame).position(Ethernet.HEADER_BYTES));
        return frame;
    }
}
