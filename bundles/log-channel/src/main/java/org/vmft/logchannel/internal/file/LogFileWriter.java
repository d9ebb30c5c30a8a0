package org.vmft.logchannel.internal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vmft.api.command.FileFailure;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogWriter;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.codec.Frame;
import org.vmft.logchannel.internal.codec.MessageCodec;

/**
 * Appends flushes as frames. After a failure to write it takes nothing more: a later flush would hide the gap, because
 * it numbers what it is given.
 */
final class LogFileWriter implements LogWriter {
    private final Path path;
    private final Disk.OpenFile file;
    private final long tag;
    private long wholeBytes;
    private long position;
    private long step;
    private Optional<IOException> failure = Optional.empty();
    private boolean closed;

    LogFileWriter(Path path, Disk.OpenFile file, long tag, long step, long wholeBytes) {
        this.path = path;
        this.file = file;
        this.tag = tag;
        this.step = step;
        this.wholeBytes = wholeBytes;
    }

    /** @throws IllegalArgumentException when a step is smaller than one before */
    @Override
    public void append(Flush flush) throws IOException {
        if (closed) {
            throw new IOException("log file " + path + ": closed");
        }
        if (failure.isPresent()) {
            throw new IOException(failure.get().getMessage(), failure.get());
        }
        long first = flush.entries().get(0).step();
        if (first < step) {
            throw new IllegalArgumentException("step: expected >=" + step + ", actual " + first);
        }
        write(Frame.encode(tag, MessageCodec.ENTRIES, Frame.BYTES_MAX,
                out -> EntryCodec.write(out, position + 1, flush.entries())));
        position += flush.entries().size();
        step = flush.progress();
    }

    /** After a failure there is no end mark, because the log is not complete. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            if (failure.isEmpty()) {
                write(Frame.encode(tag, MessageCodec.END, Frame.BYTES_MAX, out -> out.count(position)));
            }
            force();
        }
    }

    private void write(byte[] frame) throws IOException {
        try {
            file.write(frame);
        } catch (IOException e) {
            String ends = "not written: " + FileFailure.reason(e) + "; it ends with position " + position + removed();
            failure = Optional.of(new IOException("log file " + path + ": " + ends, e));
            throw failure.get();
        }
        wholeBytes += frame.length;
    }

    private String removed() {
        try {
            file.truncate(wholeBytes);
            return "";
        } catch (IOException e) {
            return " and a part of a flush that could not be removed: " + FileFailure.reason(e);
        }
    }

    private void force() throws IOException {
        try {
            file.force();
        } catch (IOException e) {
            throw FileFailures.of(path, "not forced to disk", e);
        }
    }
}
