package org.vmft.vmm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.vmft.api.machine.StateSink;

/**
 * Saved state as bytes, big-endian: magic, format version, tagged values, and the CRC32C of all before it. The tag in
 * front of each value lets a reader that expects something else say so instead of misreading.
 */
final class StateWriter implements StateSink {
    static final long MAGIC = 0x564d46545f535441L; // "VMFT_STA"
    static final int FORMAT_VERSION = 1;
    static final byte SECTION = 'S';
    static final byte INT = 'I';
    static final byte LONG = 'L';
    static final byte BYTES = 'B';

    private ByteBuffer buffer = ByteBuffer.allocate(4096);

    StateWriter() {
        buffer.putLong(MAGIC);
        buffer.putInt(FORMAT_VERSION);
    }

    @Override
    public void section(String name, int version) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        room(1 + Integer.BYTES + text.length + Integer.BYTES);
        buffer.put(SECTION).putInt(text.length).put(text).putInt(version);
    }

    @Override
    public void i32(int value) {
        room(1 + Integer.BYTES);
        buffer.put(INT).putInt(value);
    }

    @Override
    public void i64(long value) {
        room(1 + Long.BYTES);
        buffer.put(LONG).putLong(value);
    }

    @Override
    public void bytes(byte[] value, int offset, int length) {
        room(1 + Integer.BYTES + length);
        buffer.put(BYTES).putInt(length).put(value, offset, length);
    }

    /** The whole state; the writer is spent. */
    byte[] finish() {
        room(Integer.BYTES);
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), 0, buffer.position());
        buffer.putInt((int) crc.getValue());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void room(int length) {
        if (buffer.remaining() < length) {
            int needed = Math.addExact(buffer.position(), length);
            int doubled = (int) Math.min(Integer.MAX_VALUE - 16L, buffer.capacity() * 2L);
            buffer = ByteBuffer.allocate(Math.max(needed, doubled)).put(buffer.flip());
        }
    }
}
