package org.vmft.logchannel.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows as values are appended. Fixed-width numbers are big-endian. */
public final class ByteWriter {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST_CAPACITY = 256;

    private byte[] content = new byte[FIRST_CAPACITY];
    private int length;

    public void u8(int value) {
        room(1);
        content[length++] = (byte) value;
    }

    public void u16(int value) {
        u8(value >>> 8);
        u8(value);
    }

    public void u32(int value) {
        room(Integer.BYTES);
        INTS.set(content, length, value);
        length += Integer.BYTES;
    }

    public void u64(long value) {
        room(Long.BYTES);
        LONGS.set(content, length, value);
        length += Long.BYTES;
    }

    /** Seven bits a byte, lowest first, the top bit set on all but the last; the shortest form. */
    public void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            u8((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    /** A position, step, index or length: not negative as a signed number. */
    public void count(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("number: expected >=0, actual " + value);
        }
        varint(value);
    }

    public void flag(boolean value) {
        u8(value ? 1 : 0);
    }

    /** Length and content. */
    public void bytes(byte[] value) {
        count(value.length);
        raw(value);
    }

    /** Length in bytes and UTF-8. */
    public void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, content, length, value.length);
        length += value.length;
    }

    public void setU32(int offset, int value) {
        INTS.set(content, offset, value);
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(content, length);
    }

    byte[] content() {
        return content;
    }

    private void room(int more) {
        int needed = Math.addExact(length, more);
        if (needed > content.length) {
            content = Arrays.copyOf(content, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * content.length)));
        }
    }
}
