package org.vmft.logchannel.internal.codec;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One checked unit of a link or a log file: {@code length u32, tag u64, type u8, check u32, payload, check u32}. The
 * length counts everything after itself. Both checks are the CRC32C of what comes before them, the first check itself
 * left out; the first allows a length to be believed before its bytes are there.
 */
public final class Frame {
    /** Room for the largest flush and the largest cut-over; what a peer can make the other side buffer. */
    public static final int BYTES_MAX = 4 << 20;
    /** A hello or its answer: a stranger cannot make anyone buffer more. */
    public static final int GREETING_BYTES_MAX = 16 << 10;

    public static final int LENGTH_BYTES = Integer.BYTES;
    static final int CHECKED_HEADER_BYTES = LENGTH_BYTES + Long.BYTES + 1;
    public static final int HEADER_BYTES = CHECKED_HEADER_BYTES + Integer.BYTES;
    public static final int OVERHEAD_BYTES = HEADER_BYTES + Integer.BYTES;

    private final byte[] buffer;
    private final int offset;
    private final int bytes;

    private Frame(byte[] buffer, int offset, int bytes) {
        this.buffer = buffer;
        this.offset = offset;
        this.bytes = bytes;
    }

    public int type() {
        return buffer[offset + CHECKED_HEADER_BYTES - 1] & 0xff;
    }

    public ByteReader payload() {
        return new ByteReader(buffer, offset + HEADER_BYTES, bytes - OVERHEAD_BYTES);
    }

    /** A copy of the whole frame. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(buffer, offset, offset + bytes);
    }

    /** @throws IllegalArgumentException when the frame would exceed {@code bytesMax} */
    public static byte[] encode(long tag, int type, int bytesMax, Consumer<ByteWriter> payload) {
        ByteWriter out = new ByteWriter();
        out.u32(0);
        out.u64(tag);
        out.u8(type);
        out.u32(0);
        payload.accept(out);
        int length = out.length() + Integer.BYTES;
        if (length > bytesMax) {
            throw new IllegalArgumentException("frame of type 0x%02x: expected at most %d bytes, actual %d"
                    .formatted(type, bytesMax, length));
        }
        out.setU32(0, length - LENGTH_BYTES);
        CRC32C crc = new CRC32C();
        crc.update(out.content(), 0, CHECKED_HEADER_BYTES);
        out.setU32(CHECKED_HEADER_BYTES, (int) crc.getValue());
        crc.update(out.content(), HEADER_BYTES, out.length() - HEADER_BYTES);
        out.u32((int) crc.getValue());
        return out.toByteArray();
    }

    /** Checks the first {@link #HEADER_BYTES} of a frame and returns the length of the whole frame. */
    public static int frameBytes(byte[] bytes, int offset, long tag, int bytesMax) throws FormatException {
        ByteReader in = new ByteReader(bytes, offset, HEADER_BYTES);
        int length = in.u32();
        long actualTag = in.u64();
        in.u8();
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, CHECKED_HEADER_BYTES);
        check("frame header checksum", (int) crc.getValue(), in.u32());
        if (actualTag != tag) {
            throw new FormatException("frame tag", "%016x".formatted(tag), "%016x".formatted(actualTag));
        }
        if (length < OVERHEAD_BYTES - LENGTH_BYTES || length > bytesMax - LENGTH_BYTES) {
            throw new FormatException("frame length", OVERHEAD_BYTES - LENGTH_BYTES + " to " + (bytesMax - LENGTH_BYTES),
                    Integer.toUnsignedString(length));
        }
        return length + LENGTH_BYTES;
    }

    /** Checks a whole frame whose header has been checked; the frame is a view of the bytes. */
    public static Frame decode(byte[] bytes, int offset, int frameBytes) throws FormatException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, CHECKED_HEADER_BYTES);
        crc.update(bytes, offset + HEADER_BYTES, frameBytes - OVERHEAD_BYTES);
        int actual = new ByteReader(bytes, offset + frameBytes - Integer.BYTES, Integer.BYTES).u32();
        check("frame checksum", (int) crc.getValue(), actual);
        return new Frame(bytes, offset, frameBytes);
    }

    private static void check(String what, int expected, int actual) throws FormatException {
        if (expected != actual) {
            throw new FormatException(what, "0x%08x".formatted(expected), "0x%08x".formatted(actual));
        }
    }
}
