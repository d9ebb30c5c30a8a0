package org.vmft.replication.internal;

/** A guest's address on an Ethernet, the low 48 bits; decides what becomes an entry of the log. */
record HardwareAddress(long value) {
    private static final int BYTES = 6;
    private static final int HEADER_BYTES = 14;
    private static final int ETHER_TYPE = 12;
    private static final int RARP = 0x8035;
    private static final int OPERATION = HEADER_BYTES + 6;
    private static final int REVERSE_REQUEST = 3;
    private static final int TARGET = HEADER_BYTES + 18;

    /** Whether the frame is for it, or for a group, and from somebody else. */
    boolean accepts(byte[] frame) {
        return frame.length >= HEADER_BYTES && (at(frame, 0) == value || (frame[0] & 1) != 0) && !isSenderOf(frame);
    }

    private boolean isSenderOf(byte[] frame) {
        return frame.length >= HEADER_BYTES && at(frame, BYTES) == value;
    }

    /** Whether the network may believe it to be elsewhere: another host used it, or may have done so and asks for it. */
    boolean isDoubtedBy(byte[] frame) {
        return isSenderOf(frame) || frame.length >= TARGET + BYTES && u16(frame, ETHER_TYPE) == RARP
                && u16(frame, OPERATION) == REVERSE_REQUEST && at(frame, TARGET) == value;
    }

    private static int u16(byte[] frame, int offset) {
        return (frame[offset] & 0xff) << 8 | frame[offset + 1] & 0xff;
    }

    private static long at(byte[] frame, int offset) {
        long address = 0;
        for (int i = 0; i < BYTES; i++) {
            address = address << 8 | frame[offset + i] & 0xff;
        }
        return address;
    }
}
