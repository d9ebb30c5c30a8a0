package org.vmft.simulation.world;

/** The few Ethernet frames that a simulated host or client makes itself. */
final class Frames {
    static final int REQUEST_TYPE = 0x88b5;
    private static final int RARP_TYPE = 0x8035;

    private Frames() {}

    /** Makes the switch learn an address; the content does not matter. */
    static byte[] announcement(long macAddress) {
        return frame(0xffffffffffffL, macAddress, RARP_TYPE, new byte[46]);
    }

    static byte[] frame(long destination, long source, int type, byte[] payload) {
        byte[] frame = new byte[Math.max(60, 14 + payload.length)];
        put(frame, 0, destination, 6);
        put(frame, 6, source, 6);
        put(frame, 12, type, 2);
        System.arraycopy(payload, 0, frame, 14, payload.length);
        return frame;
    }

    static void put(byte[] frame, int offset, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            frame[offset + i] = (byte) (value >>> 8 * (bytes - 1 - i));
        }
    }

    static long get(byte[] frame, int offset, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | frame[offset + i] & 0xff;
        }
        return value;
    }
}
