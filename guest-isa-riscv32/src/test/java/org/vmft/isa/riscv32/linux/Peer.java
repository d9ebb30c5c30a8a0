package org.vmft.isa.riscv32.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A host on the guest's network: asks for its address, pings it, and talks to one of its servers over one TCP connection. */
final class Peer {
    static final long GUEST_MAC = 0x5254_0012_3456L;
    /** Ports of the guest. */
    static final int LINES = 7;
    static final int HTTP = 80;
    static final int GUEST_ADDRESS = 0x0a00020f;
    private static final long MAC = 0x0200_0000_0002L;
    private static final int ADDRESS = 0x0a000202;
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int TCP_BYTES = 20;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int PUSH = 8;
    private static final int ACK = 16;

    private final StringBuilder received = new StringBuilder();
    private final int port;
    private final int guestPort;
    private int sent = 1_000;
    private int acknowledged;
    private int answersToArp;
    private int answersToPing;
    private boolean connected;
    private boolean closed;

    /** @param port its own end of the connection */
    Peer(int port, int guestPort) {
        this.port = port;
        this.guestPort = guestPort;
    }

    byte[] arpRequest() {
        ByteBuffer frame = ethernet(-1L >>> 16, ARP, 28);
        frame.putShort((short) 1).putShort((short) IPV4).put((byte) 6).put((byte) 4).putShort((short) 1);
        mac(frame, MAC).putInt(ADDRESS);
        mac(frame, 0).putInt(GUEST_ADDRESS);
        return frame.array();
    }

    byte[] ping(int sequence) {
        byte[] message = new byte[40];
        ByteBuffer.wrap(message).put((byte) 8).put((byte) 0).putShort((short) 0).putShort((short) 77).putShort((short) sequence);
        ByteBuffer.wrap(message).putShort(2, checksum(message, 0));
        return ip(1, message);
    }

    byte[] connect() {
        return tcp(SYN, "");
    }

    byte[] say(String text) {
        return tcp(ACK | PUSH, text);
    }

    private byte[] tcp(int flags, String text) {
        byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] segment = new byte[TCP_BYTES + content.length];
        ByteBuffer.wrap(segment).putShort((short) port).putShort((short) guestPort).putInt(sent).putInt(acknowledged)
                .put((byte) (TCP_BYTES / 4 << 4)).put((byte) flags).putShort((short) 8_000).putInt(0).put(content);
        int pseudo = (ADDRESS >>> 16) + (ADDRESS & 0xffff) + (GUEST_ADDRESS >>> 16) + (GUEST_ADDRESS & 0xffff) + 6 + segment.length;
        ByteBuffer.wrap(segment).putShort(16, checksum(segment, pseudo));
        sent += content.length + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
        return ip(6, segment);
    }

    private static byte[] ip(int protocol, byte[] content) {
        ByteBuffer frame = ethernet(GUEST_MAC, IPV4, IP_BYTES + content.length);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (IP_BYTES + content.length)).putInt(0).put((byte) 64)
                .put((byte) protocol).putShort((short) 0).putInt(ADDRESS).putInt(GUEST_ADDRESS).put(content);
        frame.putShort(ETHERNET_BYTES + 10,
                checksum(Arrays.copyOfRange(frame.array(), ETHERNET_BYTES, ETHERNET_BYTES + IP_BYTES), 0));
        return frame.array();
    }

    private static ByteBuffer ethernet(long destination, int type, int payloadBytes) {
        ByteBuffer frame = ByteBuffer.allocate(Math.max(60, ETHERNET_BYTES + payloadBytes));
        return mac(mac(frame, destination), MAC).putShort((short) type);
    }

    private static ByteBuffer mac(ByteBuffer to, long address) {
        return to.putShort((short) (address >>> 32)).putInt((int) address);
    }

    private static short checksum(byte[] bytes, int begin) {
        int sum = begin;
        for (int at = 0; at < bytes.length; at++) {
            sum += (bytes[at] & 0xff) << (at % 2 == 0 ? 8 : 0);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }

    /** Takes a frame of the guest; returns what it answers at once. */
    List<byte[]> receive(byte[] bytes) {
        List<byte[]> answers = new ArrayList<>();
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        int type = Short.toUnsignedInt(frame.getShort(12));
        if (type == ARP && frame.getShort(20) == 2 && frame.getInt(28) == GUEST_ADDRESS) {
            answersToArp++;
        } else if (type == ARP && frame.getShort(20) == 1 && frame.getInt(38) == ADDRESS) {
            answers.add(arpReply());
        } else if (type == IPV4 && frame.get(23) == 1 && frame.get(34) == 0) {
            answersToPing++;
        } else if (type == IPV4 && frame.get(23) == 6 && frame.getShort(36) == (short) port) {
            receiveTcp(frame, answers);
        }
        return answers;
    }

    private static byte[] arpReply() {
        ByteBuffer frame = ethernet(GUEST_MAC, ARP, 28);
        frame.putShort((short) 1).putShort((short) IPV4).put((byte) 6).put((byte) 4).putShort((short) 2);
        mac(frame, MAC).putInt(ADDRESS);
        mac(frame, GUEST_MAC).putInt(GUEST_ADDRESS);
        return frame.array();
    }

    private void receiveTcp(ByteBuffer frame, List<byte[]> answers) {
        int begin = ETHERNET_BYTES + IP_BYTES;
        int content = begin + (frame.get(begin + 12) >>> 4 & 15) * 4;
        int end = ETHERNET_BYTES + Short.toUnsignedInt(frame.getShort(16));
        int flags = frame.get(begin + 13);
        int sequence = frame.getInt(begin + 4);
        if ((flags & SYN) != 0) {
            connected = frame.getInt(begin + 8) == sent;
            acknowledged = sequence + 1;
            answers.add(tcp(ACK, ""));
        } else if (sequence == acknowledged && (end > content || (flags & FIN) != 0)) {
            received.append(new String(frame.array(), content, end - content, StandardCharsets.ISO_8859_1));
            closed |= (flags & FIN) != 0;
            acknowledged += end - content + (flags & FIN);
            answers.add(tcp(ACK, ""));
        }
    }

    boolean connected() {
        return connected;
    }

    /** Whether the guest has closed the connection. */
    boolean closed() {
        return closed;
    }

    String received() {
        return received.toString();
    }

    int answersToArp() {
        return answersToArp;
    }

    int answersToPing() {
        return answersToPing;
    }
}
