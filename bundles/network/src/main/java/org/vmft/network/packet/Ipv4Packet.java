package org.vmft.network.packet;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A whole IPv4 packet in an Ethernet frame, by reference (RFC 791). Nothing is fragmented or put together.
 *
 * @param offset of the payload in the frame
 */
record Ipv4Packet(int source, int target, int protocol, byte[] frame, int offset, int length) {
    static final int MTU = 1500;
    static final int HEADER_BYTES = 20;
    private static final int VERSION_AND_LENGTH = 0x45;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int MORE_OR_OFFSET = 0x3fff;
    private static final int HOPS = 64;
    private static final int PROTOCOL_OFFSET = 9;
    private static final int CHECKSUM_OFFSET = 10;

    /** A frame with headers, and zeros for the payload, which {@link #offset} finds. */
    static Ipv4Packet create(long targetMac, long sourceMac, int source, int target, int protocol, int length) {
        byte[] frame = new byte[Ethernet.HEADER_BYTES + HEADER_BYTES + length];
        Ethernet.header(frame, targetMac, sourceMac, Ethernet.IPV4);
        ByteBuffer out = ByteBuffer.wrap(frame);
        out.position(Ethernet.HEADER_BYTES)
                .put((byte) VERSION_AND_LENGTH).put((byte) 0).putShort((short) (HEADER_BYTES + length))
                .putShort((short) 0).putShort((short) DO_NOT_FRAGMENT)
                .put((byte) HOPS).put((byte) protocol).putShort((short) 0).putInt(source).putInt(target);
        out.putShort(Ethernet.HEADER_BYTES + CHECKSUM_OFFSET, (short) ~sum(frame, Ethernet.HEADER_BYTES, HEADER_BYTES, 0));
        return new Ipv4Packet(source, target, protocol, frame, Ethernet.HEADER_BYTES + HEADER_BYTES, length);
    }

    /** Empty unless the frame holds a whole packet of this protocol whose lengths and header checksum are right. */
    static Optional<Ipv4Packet> decode(byte[] frame, int protocol) {
        int ip = Ethernet.HEADER_BYTES;
        if (frame.length < ip + HEADER_BYTES || Ethernet.etherType(frame) != Ethernet.IPV4) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        int headerBytes = (in.get(ip) & 0xf) * 4;
        int totalBytes = in.getShort(ip + 2) & 0xffff;
        if ((in.get(ip) & 0xf0) != 0x40 || headerBytes < HEADER_BYTES || totalBytes < headerBytes
                || totalBytes > frame.length - ip || in.get(ip + PROTOCOL_OFFSET) != protocol
                || (in.getShort(ip + 6) & MORE_OR_OFFSET) != 0 || sum(frame, ip, headerBytes, 0) != 0xffff) {
            return Optional.empty();
        }
        return Optional.of(new Ipv4Packet(in.getInt(ip + 12), in.getInt(ip + 16), protocol, frame, ip + headerBytes,
                totalBytes - headerBytes));
    }

    /** Of the pseudo header that UDP and TCP share and the first {@code bytes} of the payload; 0xffff when their checksum is right. */
    int sum(int bytes) {
        long pseudoHeader = (source >>> 16) + (source & 0xffff) + (target >>> 16) + (target & 0xffff) + protocol + bytes;
        return sum(frame, offset, bytes, pseudoHeader);
    }

    /** The one's complement sum (RFC 1071). */
    private static int sum(byte[] bytes, int offset, int length, long initial) {
        long sum = initial;
        int i = 0;
        for (; i < length - 1; i += 2) {
            sum += (bytes[offset + i] & 0xff) << 8 | bytes[offset + i + 1] & 0xff;
        }
        if (i < length) {
            sum += (bytes[offset + i] & 0xff) << 8;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
