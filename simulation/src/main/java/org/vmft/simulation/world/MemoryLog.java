package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;

/** The log of one replica, kept in memory: what a log file would hold. */
final class MemoryLog implements LogWriter {
    private final LogHeader header;
    private final byte[] state;
    private final List<Flush> flushes;

    MemoryLog(LogHeader header, byte[] state) {
        this(header, state, new ArrayList<>());
    }

    private MemoryLog(LogHeader header, byte[] state, List<Flush> flushes) {
        this.header = header;
        this.state = state;
        this.flushes = flushes;
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

    /** Its beginning, up to so many flushes. */
    MemoryLog first(int flushesMax) {
        return flushesMax >= flushes.size() ? this : new MemoryLog(header, state, flushes.subList(0, flushesMax));
    }
}
