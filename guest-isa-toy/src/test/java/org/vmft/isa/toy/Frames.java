package org.vmft.isa.toy;

import java.nio.ByteBuffer;

/** Frames as a client of the server guest sends and reads them. */
final class Frames {
    static final long SERVER_MAC = 0x525400123456L;
    static final long CLIENT_MAC = 0x525400aabbccL;
    static final int SERVER_IP = 0x0a00020f;
    static final int CLIENT_IP = 0x0a000202;
    static final int SERVER_PORT = 7777;
    static final int CLIENT_PORT = 40000;
    static final int PAYLOAD_AT = 42;

    private static final int IP_AT = 14;
    private static final int UDP_AT = 34;

    private Frames() {}

    static byte[] ethernet(long to, int type, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(Math.max(60, IP_AT + payload.length));
        frame.putShort((short) (to >>> 32)).putInt((int) to);
        frame.putShort((short) (CLIENT_MAC >>> 32)).putInt((int) CLIENT_MAC);
        frame.putShort((short) type).put(payload);
        return frame.array();
    }

    static byte[] arpRequest(int target) {
        ByteBuffer arp = ByteBuffer.allocate(28);
        arp.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4).putShort((short) 1);
        arp.putShort((short) (CLIENT_MAC >>> 32)).putInt((int) CLIENT_MAC).putInt(CLIENT_IP);
        arp.putShort((short) 0).putInt(0).putInt(target);
        return ethernet(0xffffffffffffL, 0x0806, arp.array());
    }

    static byte[] ip(int protocol, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(20 + payload.length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity()).putShort((short) 7)
                .putShort((short) 0).put((byte) 63).put((byte) protocol).putShort((short) 0)
                .putInt(CLIENT_IP).putInt(SERVER_IP).put(payload);
        packet.putShort(10, (short) ~sum(packet.array(), 0, 20, 0));
        return ethernet(SERVER_MAC, 0x0800, packet.array());
    }

    static byte[] udp(int port, byte[] payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
        datagram.putShort((short) CLIENT_PORT).putShort((short) port).putShort((short) datagram.capacity())
                .putShort((short) 0).put(payload);
        int checksum = ~sum(datagram.array(), 0, datagram.capacity(), pseudoHeader(datagram.capacity())) & 0xffff;
        datagram.putShort(6, (short) (checksum == 0 ? 0xffff : checksum));
        return ip(17, datagram.array());
    }

    static byte[] echoRequest(byte[] payload) {
        return icmp(8, payload);
    }

    static byte[] icmp(int type, byte[] payload) {
        ByteBuffer icmp = ByteBuffer.allocate(8 + payload.length);
        icmp.put((byte) type).put((byte) 0).putShort((short) 0).putShort((short) 99).putShort((short) 1).put(payload);
        icmp.putShort(2, (short) ~sum(icmp.array(), 0, icmp.capacity(), 0));
        return ip(1, icmp.array());
    }

    static byte[] request(int client, long id, byte[] payload) {
        ByteBuffer request = ByteBuffer.allocate(16 + payload.length);
        request.put(new byte[] {'V', 'R', 'E', 'Q'}).putLong(id).putInt(client).put(payload);
        return udp(SERVER_PORT, request.array());
    }

    /** Recomputes the IP header's checksum after a test has changed the header. */
    static byte[] withIpChecksum(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        buffer.putShort(IP_AT + 10, (short) 0);
        buffer.putShort(IP_AT + 10, (short) ~sum(frame, IP_AT, 20, 0));
        return frame;
    }

    static boolean ipChecksumHolds(byte[] frame) {
        return sum(frame, IP_AT, 20, 0) == 0xffff;
    }

    static boolean udpChecksumHolds(byte[] frame) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(UDP_AT + 4));
        return sum(frame, UDP_AT, length, pseudoHeader(length)) == 0xffff;
    }

    static boolean icmpChecksumHolds(byte[] frame) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(IP_AT + 2)) - 20;
        return sum(frame, UDP_AT, length, 0) == 0xffff;
    }

    private static int pseudoHeader(int length) {
        byte[] header = ByteBuffer.allocate(12).putInt(CLIENT_IP).putInt(SERVER_IP).putShort((short) 17)
                .putShort((short) length).array();
        return sum(header, 0, header.length, 0);
    }

    private static int sum(byte[] bytes, int from, int length, int initial) {
        int sum = initial;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
