package org.vmft.demo.history;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogReader;

/** A log that exists in memory only. */
final class MemoryLog {
    final LogHeader header;
    final byte[] state;
    final List<Flush> flushes = new ArrayList<>();
    boolean complete = true;

    MemoryLog(LogHeader header, byte[] state) {
        this.header = header;
        this.state = state;
    }

    /** As a log file numbers them: from 1 on, whatever positions they had. */
    private List<Flush> numbered() {
        List<Flush> numbered = new ArrayList<>();
        long position = 1;
        for (Flush flush : flushes) {
            numbered.add(new Flush(position, flush.entries()));
            position += flush.entries().size();
        }
        return numbered;
    }

    LogReader open() {
        Iterator<Flush> rest = numbered().iterator();
        return new LogReader() {
            @Override
            public LogHeader header() {
                return header;
            }

            @Override
            public byte[] state() {
                return state;
            }

            @Override
            public Optional<Flush> next() {
                return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
            }

            @Override
            public boolean complete() {
                return complete;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
