package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;

/** The log of one process, kept in memory: what a log file would hold. */
final class MemoryLog implements LogWriter {
    private final LogHeader header;
    private final byte[] state;
    private final List<Flush> flushes = new ArrayList<>();

    MemoryLog(LogHeader header, byte[] state) {
        this.header = header;
        this.state = state;
    }

    @Override
    public void append(Flush flush) {
        flushes.add(flush);
    }

    @Override
    public void close() {
        // what is in memory is complete
    }

    LogHeader header() {
        return header;
    }

    byte[] state() {
        return state;
    }

    List<Flush> flushes() {
        return flushes;
    }
}
