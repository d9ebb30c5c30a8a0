package org.vmft.network;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A UDP datagram in one IPv4 packet, whole (RFC 768, RFC 791). */
record Udp(int sourceIp, int sourcePort, int targetIp, int targetPort, byte[] payload) {
    private static final int MTU = 1500;
    private static final int IP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    static final int PAYLOAD_BYTES_MAX = MTU - IP_BYTES - UDP_BYTES;
    private static final int PROTOCOL = 17;
    private static final int VERSION_AND_LENGTH = 0x45;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int MORE_OR_OFFSET = 0x3fff;
    private static final int HOPS = 64;

    /** @throws IllegalArgumentException when the payload is longer than {@link #PAYLOAD_BYTES_MAX} */
    byte[] frame(long destination, long source) {
        if (payload.length > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException("payload: expected at most " + PAYLOAD_BYTES_MAX + ", actual " + payload.length);
        }
        int udpBytes = UDP_BYTES + payload.length;
        byte[] frame = new byte[Ethernet.HEADER_BYTES + IP_BYTES + udpBytes];
        Ethernet.header(frame, destination, source, Ethernet.IPV4);
        ByteBuffer out = ByteBuffer.wrap(frame);
        int ip = Ethernet.HEADER_BYTES;
        int udp = ip + IP_BYTES;
        out.position(ip)
                .put((byte) VERSION_AND_LENGTH).put((byte) 0).putShort((short) (IP_BYTES + udpBytes))
                .putShort((short) 0).putShort((short) DO_NOT_FRAGMENT)
                .put((byte) HOPS).put((byte) PROTOCOL).putShort((short) 0)
                .putInt(sourceIp).putInt(targetIp)
                .putShort((short) sourcePort).putShort((short) targetPort)
                .putShort((short) udpBytes).putShort((short) 0).put(payload);
        out.putShort(ip + 10, (short) ~sum(frame, ip, IP_BYTES, 0));
        int check = ~sum(frame, udp, udpBytes, pseudoHeader(udpBytes)) & 0xffff;
        out.putShort(udp + 6, (short) (check == 0 ? 0xffff : check));
        return frame;
    }

    private long pseudoHeader(int udpBytes) {
        return (sourceIp >>> 16) + (sourceIp & 0xffff) + (targetIp >>> 16) + (targetIp & 0xffff) + PROTOCOL + udpBytes;
    }

    /** Empty unless the frame holds a whole datagram whose lengths and checksums are right. */
    static Optional<Udp> decode(byte[] frame) {
        int ip = Ethernet.HEADER_BYTES;
        if (frame.length < ip + IP_BYTES + UDP_BYTES || Ethernet.etherType(frame) != Ethernet.IPV4) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        int ipBytes = (in.get(ip) & 0xf) * 4;
        int totalBytes = in.getShort(ip + 2) & 0xffff;
        if ((in.get(ip) & 0xf0) != 0x40 || ipBytes < IP_BYTES || totalBytes < ipBytes + UDP_BYTES
                || totalBytes > frame.length - ip || in.get(ip + 9) != PROTOCOL
                || (in.getShort(ip + 6) & MORE_OR_OFFSET) != 0 || sum(frame, ip, ipBytes, 0) != 0xffff) {
            return Optional.empty();
        }
        int udp = ip + ipBytes;
        int udpBytes = in.getShort(udp + 4) & 0xffff;
        if (udpBytes < UDP_BYTES || udpBytes > totalBytes - ipBytes) {
            return Optional.empty();
        }
        byte[] payload = new byte[udpBytes - UDP_BYTES];
        in.position(udp + UDP_BYTES).get(payload);
        Udp datagram = new Udp(in.getInt(ip + 12), in.getShort(udp) & 0xffff, in.getInt(ip + 16),
                in.getShort(udp + 2) & 0xffff, payload);
        boolean checked = in.getShort(udp + 6) != 0;
        if (checked && sum(frame, udp, udpBytes, datagram.pseudoHeader(udpBytes)) != 0xffff) {
            return Optional.empty();
        }
        return Optional.of(datagram);
    }

    /** The one's complement sum (RFC 1071). */
    private static int sum(byte[] bytes, int offset, int length, long initial) {
        long sum = initial;
        for (int i = 0; i < length; i++) {
            int value = bytes[offset + i] & 0xff;
            sum += i % 2 == 0 ? value << 8 : value;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
