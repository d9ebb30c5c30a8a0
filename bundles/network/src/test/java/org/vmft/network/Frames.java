package org.vmft.network;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.vmft.network.packet.Ethernet;

/** Frames for tests. */
final class Frames {
    static final int TYPE = 0x88b5;

    private Frames() {}

    /** The address that test station {@code n} uses. */
    static long mac(int n) {
        return 0x5254_0000_0000L + n;
    }

    static byte[] frame(long destination, long source, int marker) {
        return frame(destination, source, marker, 60);
    }

    static byte[] frame(long destination, long source, int marker, int bytes) {
        byte[] frame = new byte[Math.max(bytes, Ethernet.HEADER_BYTES + Integer.BYTES)];
        Ethernet.header(frame, destination, source, TYPE);
        ByteBuffer.wrap(frame).putInt(Ethernet.HEADER_BYTES, marker);
        return Arrays.copyOf(frame, bytes);
    }

    static int marker(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(Ethernet.HEADER_BYTES);
    }
}
