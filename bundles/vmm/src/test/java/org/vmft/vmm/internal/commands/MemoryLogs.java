package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogFormat;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogReader;
import org.vmft.api.log.LogWriter;

/** Log files that exist in memory only. */
final class MemoryLogs implements LogFormat {
    static final class Log {
        final LogHeader header;
        final byte[] state;
        final List<Flush> flushes = new ArrayList<>();
        boolean complete;

        private Log(LogHeader header, byte[] state) {
            this.header = header;
            this.state = state;
        }
    }

    final Map<Path, Log> logs = new ConcurrentHashMap<>();
    /** Appending fails once a log has so many flushes. */
    int flushesMax = Integer.MAX_VALUE;

    @Override
    public int version() {
        return 1;
    }

    @Override
    public LogWriter create(Path file, LogHeader header, byte[] state) throws IOException {
        Log log = new Log(header, state);
        if (logs.putIfAbsent(file, log) != null) {
            throw new FileAlreadyExistsException(file.toString());
        }
        return new LogWriter() {
            @Override
            public void append(Flush flush) throws IOException {
                if (log.flushes.size() == flushesMax) {
                    throw new IOException("no space left on device");
                }
                log.flushes.add(flush);
            }

            @Override
            public void close() {
                log.complete = true;
            }
        };
    }

    @Override
    public LogReader open(Path file) throws IOException {
        Log log = logs.get(file);
        if (log == null) {
            throw new NoSuchFileException(file.toString());
        }
        Iterator<Flush> rest = log.flushes.iterator();
        return new LogReader() {
            @Override
            public LogHeader header() {
                return log.header;
            }

            @Override
            public byte[] state() {
                return log.state;
            }

            @Override
            public Optional<Flush> next() {
                return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
            }

            @Override
            public boolean complete() {
                return log.complete;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
