package org.vmft.replication.internal;

/** A guest's address on an Ethernet, the low 48 bits; decides what becomes an entry of the log. */
record HardwareAddress(long value) {
    private static final int BYTES = 6;
    private static final int HEADER_BYTES = 14;

    /** Whether the frame is for it, or for a group, and from somebody else. */
    boolean accepts(byte[] frame) {
        return frame.length >= HEADER_BYTES && (at(frame, 0) == value || (frame[0] & 1) != 0) && !isSenderOf(frame);
    }

    boolean isSenderOf(byte[] frame) {
        return frame.length >= HEADER_BYTES && at(frame, BYTES) == value;
    }

    private static long at(byte[] frame, int offset) {
        long address = 0;
        for (int i = 0; i < BYTES; i++) {
            address = address << 8 | frame[offset + i] & 0xff;
        }
        return address;
    }
}
