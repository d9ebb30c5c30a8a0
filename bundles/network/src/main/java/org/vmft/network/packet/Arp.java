package org.vmft.network.packet;

import java.nio.ByteBuffer;
import java.util.Optional;

/** An ARP packet for IPv4 on Ethernet (RFC 826). */
public record Arp(int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
    public static final int REQUEST = 1;
    public static final int REPLY = 2;
    public static final int REVERSE_REQUEST = 3;
    public static final int BYTES = 28;
    private static final int ETHERNET = 1;

    public void put(ByteBuffer out) {
        out.putShort((short) ETHERNET).putShort((short) Ethernet.IPV4).put((byte) 6).put((byte) 4).putShort((short) operation);
        putMac(out, senderMac).putInt(senderIp);
        putMac(out, targetMac).putInt(targetIp);
    }

    public byte[] frame(long destination, long source) {
        byte[] frame = new byte[Ethernet.HEADER_BYTES + BYTES];
        Ethernet.header(frame, destination, source, Ethernet.ARP);
        put(ByteBuffer.wrap(frame).position(Ethernet.HEADER_BYTES));
        return frame;
    }

    /** Empty unless the frame holds a well-formed packet. */
    public static Optional<Arp> decode(byte[] frame) {
        if (frame.length < Ethernet.HEADER_BYTES + BYTES || Ethernet.etherType(frame) != Ethernet.ARP) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame).position(Ethernet.HEADER_BYTES);
        if (in.getShort() != ETHERNET || in.getShort() != Ethernet.IPV4 || in.get() != 6 || in.get() != 4) {
            return Optional.empty();
        }
        int operation = in.getShort();
        int addresses = in.position();
        return Optional.of(new Arp(operation, Ethernet.address(frame, addresses), in.getInt(addresses + 6),
                Ethernet.address(frame, addresses + 10), in.getInt(addresses + 16)));
    }

    private static ByteBuffer putMac(ByteBuffer out, long mac) {
        return out.putShort((short) (mac >> 32)).putInt((int) mac);
    }
}
