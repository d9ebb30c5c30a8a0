package org.vmft.demo.history;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Finds the datagram in an Ethernet frame of the guest's server. */
final class UdpPayload {
    private static final int SERVER_PORT = 7777;
    private static final int IP_AT = 14;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int PROTOCOL_UDP = 17;

    private UdpPayload() {}

    /** Empty for a frame of any other kind. */
    static Optional<byte[]> ofServer(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        if (frame.length < IP_AT + 20 || in.getShort(12) != TYPE_IPV4 || in.get(IP_AT + 9) != PROTOCOL_UDP) {
            return Optional.empty();
        }
        int udpAt = IP_AT + (in.get(IP_AT) & 0xf) * 4;
        if (frame.length < udpAt + UDP_HEADER_BYTES || Short.toUnsignedInt(in.getShort(udpAt)) != SERVER_PORT) {
            return Optional.empty();
        }
        int end = udpAt + Short.toUnsignedInt(in.getShort(udpAt + 4));
        return end < udpAt + UDP_HEADER_BYTES || end > frame.length ? Optional.empty()
                : Optional.of(Arrays.copyOfRange(frame, udpAt + UDP_HEADER_BYTES, end));
    }
}
