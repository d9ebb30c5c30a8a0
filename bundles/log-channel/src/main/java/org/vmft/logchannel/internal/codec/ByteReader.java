package org.vmft.logchannel.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. Total: never reads beyond the end, never allocates more than what is left. */
public final class ByteReader {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LAST_VARINT_SHIFT = 63;

    private final byte[] content;
    private final int end;
    private int at;

    public ByteReader(byte[] content, int offset, int length) {
        this.content = content;
        this.at = offset;
        this.end = offset + length;
    }

    public ByteReader(byte[] content) {
        this(content, 0, content.length);
    }

    public int remaining() {
        return end - at;
    }

    public int u8() throws FormatException {
        need(1);
        return content[at++] & 0xff;
    }

    public int u16() throws FormatException {
        return u8() << 8 | u8();
    }

    public int u32() throws FormatException {
        need(Integer.BYTES);
        int value = (int) INTS.get(content, at);
        at += Integer.BYTES;
        return value;
    }

    public long u64() throws FormatException {
        need(Long.BYTES);
        long value = (long) LONGS.get(content, at);
        at += Long.BYTES;
        return value;
    }

    /** Unsigned, 64 bits; only the shortest form is accepted. */
    public long varint() throws FormatException {
        long value = 0;
        for (int shift = 0; shift <= LAST_VARINT_SHIFT; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0 || shift == LAST_VARINT_SHIFT && next > 1) {
                    throw new FormatException("number", "the shortest form of 64 bits", "a longer one");
                }
                return value;
            }
        }
        throw new FormatException("number", "at most 10 bytes", "more");
    }

    /** A position, step, index or length: not negative as a signed number. */
    public long count(String what) throws FormatException {
        long value = varint();
        if (value < 0) {
            throw new FormatException(what, "at most " + Long.MAX_VALUE, Long.toUnsignedString(value));
        }
        return value;
    }

    /** How many items follow, each of at least {@code bytesEach} bytes. */
    public int items(String what, int bytesEach) throws FormatException {
        long count = count(what);
        if (count > remaining() / bytesEach) {
            throw new FormatException(what, "at most " + remaining() / bytesEach, count);
        }
        return (int) count;
    }

    public boolean flag() throws FormatException {
        int value = u8();
        if (value > 1) {
            throw new FormatException("flag", "0 or 1", value);
        }
        return value == 1;
    }

    public byte[] bytes() throws FormatException {
        int length = items("length", 1);
        at += length;
        return Arrays.copyOfRange(content, at - length, at);
    }

    public String text() throws FormatException {
        byte[] utf8 = bytes();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new FormatException("text", "UTF-8", e.getMessage());
        }
    }

    public <E extends Enum<E>> E oneOf(E[] values, String what) throws FormatException {
        int ordinal = u8();
        if (ordinal >= values.length) {
            throw new FormatException(what, "at most " + (values.length - 1), ordinal);
        }
        return values[ordinal];
    }

    /** Nothing may be left over. */
    public void end(String what) throws FormatException {
        if (at != end) {
            throw new FormatException(what, "no further bytes", end - at);
        }
    }

    private void need(int bytes) throws FormatException {
        if (bytes > end - at) {
            throw new FormatException("value", bytes + " bytes", end - at);
        }
    }
}
