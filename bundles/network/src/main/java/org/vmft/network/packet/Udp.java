package org.vmft.network.packet;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A UDP datagram in one IPv4 packet, whole (RFC 768). */
public record Udp(int sourceIp, int sourcePort, int targetIp, int targetPort, byte[] payload) {
    private static final int HEADER_BYTES = 8;
    public static final int PAYLOAD_BYTES_MAX = Ipv4Packet.MTU - Ipv4Packet.HEADER_BYTES - HEADER_BYTES;
    private static final int PROTOCOL = 17;

    /** @throws IllegalArgumentException when the payload is longer than {@link #PAYLOAD_BYTES_MAX} */
    public byte[] frame(long destination, long source) {
        if (payload.length > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException("payload: expected at most " + PAYLOAD_BYTES_MAX + ", actual " + payload.length);
        }
        int bytes = HEADER_BYTES + payload.length;
        Ipv4Packet packet = Ipv4Packet.create(destination, source, sourceIp, targetIp, PROTOCOL, bytes);
        ByteBuffer out = ByteBuffer.wrap(packet.frame());
        out.position(packet.offset())
                .putShort((short) sourcePort).putShort((short) targetPort)
                .putShort((short) bytes).putShort((short) 0).put(payload);
        int check = ~packet.sum(bytes) & 0xffff;
        out.putShort(packet.offset() + 6, (short) (check == 0 ? 0xffff : check));
        return packet.frame();
    }

    /** Empty unless the frame holds a whole datagram whose lengths and checksums are right. */
    public static Optional<Udp> decode(byte[] frame) {
        return Ipv4Packet.decode(frame, PROTOCOL).flatMap(Udp::decode);
    }

    private static Optional<Udp> decode(Ipv4Packet packet) {
        if (packet.length() < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(packet.frame());
        int udp = packet.offset();
        int bytes = in.getShort(udp + 4) & 0xffff;
        boolean checked = in.getShort(udp + 6) != 0;
        if (bytes < HEADER_BYTES || bytes > packet.length() || checked && packet.sum(bytes) != 0xffff) {
            return Optional.empty();
        }
        byte[] payload = new byte[bytes - HEADER_BYTES];
        in.position(udp + HEADER_BYTES).get(payload);
        return Optional.of(new Udp(packet.source(), in.getShort(udp) & 0xffff, packet.target(), in.getShort(udp + 2) & 0xffff,
                payload));
    }
}
