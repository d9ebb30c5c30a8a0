package org.vmft.logchannel.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.vmft.api.log.LogHeader;
import org.vmft.logchannel.internal.codec.ByteReader;
import org.vmft.logchannel.internal.codec.ByteWriter;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.codec.FormatException;
import org.vmft.logchannel.internal.codec.Tags;

/**
 * What a log file begins with, before the saved state.
 *
 * @param tag carried by every frame of the file
 * @param bytes length of the header in the file
 */
record FileHeader(LogHeader log, long stateBytes, int stateCheck, long tag, int bytes) {
    /** Names of a VM and an instruction set, and some numbers. */
    private static final int FIELDS_BYTES_MAX = 64 << 10;
    private static final byte[] MAGIC = {(byte) 0x89, 'V', 'M', 'F', 'T', 'L', 'O', 'G'};
    private static final int FIXED_BYTES = MAGIC.length + Short.BYTES + Integer.BYTES;

    static byte[] encode(LogHeader log, byte[] state) {
        ByteWriter fields = new ByteWriter();
        fields.text(log.vm());
        fields.count(log.incarnation());
        fields.count(log.generation());
        fields.text(log.isa());
        fields.count(log.step());
        fields.count(log.outputIndex());
        fields.count(state.length);
        fields.u32(check(state, state.length));
        if (fields.length() > FIELDS_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "log header: expected at most " + FIELDS_BYTES_MAX + " bytes, actual " + fields.length());
        }
        ByteWriter out = new ByteWriter();
        out.raw(MAGIC);
        out.u16(EntryCodec.FORMAT_VERSION);
        out.u32(fields.length());
        out.raw(fields.toByteArray());
        out.u32(check(out.toByteArray(), out.length()));
        return out.toByteArray();
    }

    static FileHeader read(InputStream file) throws IOException, FormatException {
        byte[] fixed = file.readNBytes(FIXED_BYTES);
        byte[] magic = Arrays.copyOf(fixed, Math.min(fixed.length, MAGIC.length));
        if (!Arrays.equals(magic, MAGIC)) {
            throw new FormatException("not a log file: first bytes", HexFormat.of().formatHex(MAGIC),
                    HexFormat.of().formatHex(magic));
        }
        ByteReader in = new ByteReader(fixed, MAGIC.length, fixed.length - MAGIC.length);
        int version = in.u16();
        if (version != EntryCodec.FORMAT_VERSION) {
            throw new FormatException("log format version", EntryCodec.FORMAT_VERSION, version);
        }
        int fieldBytes = in.u32();
        if (fieldBytes < 0 || fieldBytes > FIELDS_BYTES_MAX) {
            throw new FormatException("length of the log header", "at most " + FIELDS_BYTES_MAX,
                    Integer.toUnsignedString(fieldBytes));
        }
        byte[] rest = file.readNBytes(fieldBytes + Integer.BYTES);
        if (rest.length < fieldBytes + Integer.BYTES) {
            throw new FormatException("log header", fieldBytes + Integer.BYTES + " bytes", rest.length);
        }
        byte[] all = Arrays.copyOf(fixed, FIXED_BYTES + rest.length);
        System.arraycopy(rest, 0, all, FIXED_BYTES, rest.length);
        int expected = check(all, FIXED_BYTES + fieldBytes);
        int actual = new ByteReader(rest, fieldBytes, Integer.BYTES).u32();
        if (expected != actual) {
            throw new FormatException("checksum of the log header", "0x%08x".formatted(expected), "0x%08x".formatted(actual));
        }
        return fields(new ByteReader(rest, 0, fieldBytes), Tags.of(all), all.length);
    }

    /** The saved state that follows the header. */
    byte[] readState(InputStream file) throws IOException, FormatException {
        byte[] state = file.readNBytes((int) stateBytes);
        if (state.length < stateBytes) {
            throw new FormatException("saved state", stateBytes + " bytes", state.length);
        }
        int actual = check(state, state.length);
        if (actual != stateCheck) {
            throw new FormatException("checksum of the saved state", "0x%08x".formatted(stateCheck), "0x%08x".formatted(actual));
        }
        return state;
    }

    private static FileHeader fields(ByteReader in, long tag, int bytes) throws FormatException {
        LogHeader log = new LogHeader(in.text(), in.count("incarnation"), in.count("generation"), in.text(), in.count("step"),
                in.count("output index"));
        long stateBytes = in.count("state length");
        if (stateBytes > Integer.MAX_VALUE) {
            throw new FormatException("state length", "at most " + Integer.MAX_VALUE, stateBytes);
        }
        FileHeader header = new FileHeader(log, stateBytes, in.u32(), tag, bytes);
        in.end("log header");
        return header;
    }

    private static int check(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
