package org.vmft.network.packet;

/** The header of an Ethernet frame without preamble and FCS. Addresses are the low 48 bits of a long, first byte highest. */
public final class Ethernet {
    public static final int HEADER_BYTES = 14;
    /** 1500 bytes of payload and one VLAN tag. */
    public static final int FRAME_BYTES_MAX = 1518;
    public static final long BROADCAST = 0xffff_ffff_ffffL;
    public static final int ARP = 0x0806;
    public static final int RARP = 0x8035;
    public static final int IPV4 = 0x0800;

    private Ethernet() {}

    public static boolean wellFormed(byte[] frame) {
        return frame.length >= HEADER_BYTES && frame.length <= FRAME_BYTES_MAX && !multicast(source(frame));
    }

    public static long destination(byte[] frame) {
        return address(frame, 0);
    }

    public static long source(byte[] frame) {
        return address(frame, 6);
    }

    public static int etherType(byte[] frame) {
        return (frame[12] & 0xff) << 8 | frame[13] & 0xff;
    }

    /** Broadcast included. */
    public static boolean multicast(long address) {
        return (address >> 40 & 1) != 0;
    }

    /** 01-80-C2-00-00-00 to -0F: between neighbours only, never forwarded (IEEE 802.1D, table 7-10). */
    public static boolean linkLocal(long address) {
        return address >>> 4 == 0x0180_c200_000L;
    }

    public static long address(byte[] bytes, int offset) {
        long address = 0;
        for (int i = 0; i < 6; i++) {
            address = address << 8 | bytes[offset + i] & 0xff;
        }
        return address;
    }

    public static void header(byte[] frame, long destination, long source, int etherType) {
        putAddress(frame, 0, destination);
        putAddress(frame, 6, source);
        frame[12] = (byte) (etherType >> 8);
        frame[13] = (byte) etherType;
    }

    public static void putAddress(byte[] bytes, int offset, long address) {
        for (int i = 0; i < 6; i++) {
            bytes[offset + i] = (byte) (address >> 40 - 8 * i);
        }
    }
}
