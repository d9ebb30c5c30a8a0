package org.vmft.network.packet;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A TCP segment in one IPv4 packet (RFC 9293, section 3.1).
 *
 * @param flags of {@link #FIN}, {@link #SYN}, {@link #RST}, {@link #PSH}, {@link #ACK}
 * @param window as in the header, not scaled
 * @param mss maximum segment size option, 0 without
 * @param scale window scale option (RFC 7323), -1 without
 */
public record Tcp(int sourceIp, int sourcePort, int targetIp, int targetPort, int sequence, int acknowledgment, int flags,
        int window, int mss, int scale, byte[] payload) {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;
    public static final int NO_SCALE = -1;
    private static final int HEADER_BYTES = 20;
    /** What fits one packet without IP or TCP options. */
    public static final int MSS = Ipv4Packet.MTU - Ipv4Packet.HEADER_BYTES - HEADER_BYTES;
    private static final int PROTOCOL = 6;
    private static final int OPTION_END = 0;
    private static final int OPTION_NONE = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_SCALE = 3;
    private static final int SCALE_MAX = 14;

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public byte[] frame(long destination, long source) {
        int optionBytes = (mss > 0 ? 4 : 0) + (scale >= 0 ? 4 : 0);
        int headerBytes = HEADER_BYTES + optionBytes;
        int bytes = headerBytes + payload.length;
        Ipv4Packet packet = Ipv4Packet.create(destination, source, sourceIp, targetIp, PROTOCOL, bytes);
        ByteBuffer out = ByteBuffer.wrap(packet.frame());
        out.position(packet.offset())
                .putShort((short) sourcePort).putShort((short) targetPort).putInt(sequence).putInt(acknowledgment)
                .put((byte) (headerBytes / 4 << 4)).put((byte) flags).putShort((short) window).putShort((short) 0).putShort((short) 0);
        if (mss > 0) {
            out.put((byte) OPTION_MSS).put((byte) 4).putShort((short) mss);
        }
        if (scale >= 0) {
            out.put((byte) OPTION_NONE).put((byte) OPTION_SCALE).put((byte) 3).put((byte) scale);
        }
        out.put(payload);
        out.putShort(packet.offset() + 16, (short) ~packet.sum(bytes));
        return packet.frame();
    }

    /** Empty unless the frame holds a whole segment whose lengths and checksums are right. */
    public static Optional<Tcp> decode(byte[] frame) {
        return Ipv4Packet.decode(frame, PROTOCOL).flatMap(Tcp::decode);
    }

    private static Optional<Tcp> decode(Ipv4Packet packet) {
        if (packet.length() < HEADER_BYTES || packet.sum(packet.length()) != 0xffff) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(packet.frame());
        int tcp = packet.offset();
        int headerBytes = (in.get(tcp + 12) >> 4 & 0xf) * 4;
        if (headerBytes < HEADER_BYTES || headerBytes > packet.length()) {
            return Optional.empty();
        }
        int mss = 0;
        int scale = NO_SCALE;
        int at = tcp + HEADER_BYTES;
        int end = tcp + headerBytes;
        while (at < end && in.get(at) != OPTION_END) {
            int kind = in.get(at);
            int length = kind == OPTION_NONE ? 1 : at + 1 < end ? in.get(at + 1) & 0xff : 0;
            if (length == 0 || length == 1 && kind != OPTION_NONE || at + length > end) {
                return Optional.empty();
            }
            if (kind == OPTION_MSS && length == 4) {
                mss = in.getShort(at + 2) & 0xffff;
            } else if (kind == OPTION_SCALE && length == 3) {
                scale = Math.min(SCALE_MAX, in.get(at + 2) & 0xff);
            }
            at += length;
        }
        byte[] payload = new byte[packet.length() - headerBytes];
        in.position(end).get(payload);
        return Optional.of(new Tcp(packet.source(), in.getShort(tcp) & 0xffff, packet.target(), in.getShort(tcp + 2) & 0xffff,
                in.getInt(tcp + 4), in.getInt(tcp + 8), in.get(tcp + 13) & 0x3f, in.getShort(tcp + 14) & 0xffff, mss, scale,
                payload));
    }
}
