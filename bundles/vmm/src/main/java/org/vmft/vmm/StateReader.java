package org.vmft.vmm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSource;

/** Reads what {@link StateWriter} wrote; the checksum is verified before anything else is believed. */
final class StateReader implements StateSource {
    private static final int FRAME_BYTES = Long.BYTES + Integer.BYTES + Integer.BYTES;

    private final ByteBuffer buffer;

    StateReader(byte[] state) {
        if (state.length < FRAME_BYTES) {
            throw new StateException("state: expected at least " + FRAME_BYTES + " bytes actual=" + state.length);
        }
        buffer = ByteBuffer.wrap(state, 0, state.length - Integer.BYTES);
        long magic = buffer.getLong();
        if (magic != StateWriter.MAGIC) {
            throw new StateException("state magic: expected=%016x actual=%016x".formatted(StateWriter.MAGIC, magic));
        }
        int version = buffer.getInt();
        if (version != StateWriter.FORMAT_VERSION) {
            throw new StateException("state version: expected=" + StateWriter.FORMAT_VERSION + " actual=" + version);
        }
        CRC32C crc = new CRC32C();
        crc.update(state, 0, state.length - Integer.BYTES);
        int recorded = ByteBuffer.wrap(state).getInt(state.length - Integer.BYTES);
        if ((int) crc.getValue() != recorded) {
            throw new StateException("state checksum: expected=%08x actual=%08x".formatted(recorded, (int) crc.getValue()));
        }
    }

    @Override
    public int section(String name, int newestVersion) {
        tag(StateWriter.SECTION);
        String actual = new String(content(buffer.remaining()), StandardCharsets.UTF_8);
        if (!actual.equals(name)) {
            throw new StateException("state section: expected=" + name + " actual=" + actual);
        }
        need(Integer.BYTES);
        int version = buffer.getInt();
        if (version < 1 || version > newestVersion) {
            throw new StateException("version of " + name + ": expected=1.." + newestVersion + " actual=" + version);
        }
        return version;
    }

    @Override
    public int i32() {
        tag(StateWriter.INT);
        need(Integer.BYTES);
        return buffer.getInt();
    }

    @Override
    public long i64() {
        tag(StateWriter.LONG);
        need(Long.BYTES);
        return buffer.getLong();
    }

    @Override
    public byte[] bytes(int lengthMax) {
        tag(StateWriter.BYTES);
        return content(lengthMax);
    }

    void end() {
        if (buffer.hasRemaining()) {
            throw new StateException("state: expected=end actual=" + buffer.remaining() + " more bytes");
        }
    }

    private byte[] content(int lengthMax) {
        need(Integer.BYTES);
        int length = buffer.getInt();
        if (length < 0 || length > lengthMax) {
            throw new StateException("state length: expected=0.." + lengthMax + " actual=" + length);
        }
        need(length);
        byte[] content = new byte[length];
        buffer.get(content);
        return content;
    }

    private void tag(byte expected) {
        need(1);
        byte actual = buffer.get();
        if (actual != expected) {
            throw new StateException("state value: expected=" + (char) expected + " actual=" + (char) (actual & 0xff));
        }
    }

    private void need(int length) {
        if (buffer.remaining() < length) {
            throw new StateException("state: expected=" + length + " more bytes actual=" + buffer.remaining());
        }
    }
}
