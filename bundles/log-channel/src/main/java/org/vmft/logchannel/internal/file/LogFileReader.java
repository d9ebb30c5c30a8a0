package org.vmft.logchannel.internal.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.vmft.api.log.CorruptLogException;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogReader;
import org.vmft.logchannel.internal.codec.ByteReader;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.codec.FormatException;
import org.vmft.logchannel.internal.codec.Frame;
import org.vmft.logchannel.internal.codec.MessageCodec;

/** Reads a log file frame by frame; buffers no more than one frame. */
final class LogFileReader implements LogReader {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final InputStream file;
    private final FileHeader header;
    private final byte[] state;
    private long offset;
    private long position;
    private long step;
    private boolean ended;
    private boolean complete;
    private Optional<CorruptLogException> damage = Optional.empty();

    private LogFileReader(Path path, InputStream file, FileHeader header, byte[] state) {
        this.path = path;
        this.file = file;
        this.header = header;
        this.state = state;
        this.offset = header.bytes() + (long) state.length;
        this.step = header.log().step();
    }

    static LogFileReader open(Path path) throws IOException {
        InputStream file;
        try {
            file = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
        } catch (IOException e) {
            throw FileFailures.of(path, "not opened", e);
        }
        try {
            FileHeader header = FileHeader.read(file);
            return new LogFileReader(path, file, header, header.readState(file));
        } catch (FormatException e) {
            file.close();
            throw new CorruptLogException("log file " + path + ": " + e.getMessage(), 0);
        } catch (IOException e) {
            file.close();
            throw FileFailures.of(path, "not read", e);
        }
    }

    @Override
    public LogHeader header() {
        return header.log();
    }

    @Override
    public byte[] state() {
        return state;
    }

    @Override
    public Optional<Flush> next() throws IOException {
        if (damage.isPresent()) {
            throw damage.get();
        }
        if (ended) {
            return Optional.empty();
        }
        try {
            Optional<Flush> flush = readFlush();
            ended = flush.isEmpty();
            return flush;
        } catch (FormatException e) {
            CorruptLogException corrupt = new CorruptLogException(
                    "log file " + path + ": damaged at byte " + offset + ": " + e.getMessage(), position);
            damage = Optional.of(corrupt);
            throw corrupt;
        } catch (IOException e) {
            throw FileFailures.of(path, "not read", e);
        }
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private Optional<Flush> readFlush() throws IOException, FormatException {
        byte[] head = file.readNBytes(Frame.HEADER_BYTES);
        if (head.length < Frame.HEADER_BYTES) {
            return Optional.empty();
        }
        int frameBytes = Frame.frameBytes(head, 0, header.tag(), Frame.BYTES_MAX);
        byte[] rest = file.readNBytes(frameBytes - head.length);
        if (rest.length < frameBytes - head.length) {
            return Optional.empty();
        }
        byte[] whole = Arrays.copyOf(head, frameBytes);
        System.arraycopy(rest, 0, whole, head.length, rest.length);
        Frame frame = Frame.decode(whole, 0, frameBytes);
        Optional<Flush> flush = Optional.empty();
        if (frame.type() == MessageCodec.END) {
            readEnd(frame.payload());
        } else {
            flush = Optional.of(checked(frame));
        }
        offset += frameBytes;
        return flush;
    }

    private Flush checked(Frame frame) throws FormatException {
        if (frame.type() != MessageCodec.ENTRIES) {
            throw new FormatException("frame type", MessageCodec.ENTRIES + " or " + MessageCodec.END, frame.type());
        }
        ByteReader payload = frame.payload();
        Flush flush = EntryCodec.read(payload);
        payload.end("frame");
        if (flush.firstPosition() != position + 1) {
            throw new FormatException("first position", position + 1, flush.firstPosition());
        }
        long first = flush.entries().get(0).step();
        if (first < step) {
            throw new FormatException("step", "at least " + step, first);
        }
        position = flush.lastPosition();
        step = flush.progress();
        return flush;
    }

    private void readEnd(ByteReader payload) throws IOException, FormatException {
        long last = payload.count("last position");
        payload.end("end mark");
        if (last != position) {
            throw new FormatException("last position", position, last);
        }
        if (file.read() >= 0) {
            throw new FormatException("end mark", "no further bytes", "some");
        }
        complete = true;
    }
}
