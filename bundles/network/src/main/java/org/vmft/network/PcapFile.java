package org.vmft.network;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/** A capture of Ethernet frames with times in nanoseconds, in the format of libpcap (draft-ietf-opsawg-pcap). */
final class PcapFile implements Closeable {
    private static final int MAGIC_NANOS = 0xa1b23c4d;
    private static final int LINK_ETHERNET = 1;
    private static final int BUFFER_BYTES = 1 << 20;

    private final OutputStream out;

    PcapFile(Path file) throws IOException {
        try {
            out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such folder", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": no permission", e);
        }
        out.write(ByteBuffer.allocate(24).putInt(MAGIC_NANOS).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0)
                .putInt(StreamFraming.FRAME_BYTES_MAX).putInt(LINK_ETHERNET).array());
        out.flush();
    }

    void write(Instant time, byte[] frame) throws IOException {
        out.write(ByteBuffer.allocate(16).putInt((int) time.getEpochSecond()).putInt(time.getNano())
                .putInt(frame.length).putInt(frame.length).array());
        out.write(frame);
    }

    /** What was written can be read by others. */
    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
