package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;

/** A saved state of a primary and all that is logged behind it for whoever restores it: what really happened. */
final class Pairing {
    static final long NEVER = Long.MAX_VALUE;

    private final Standing primary;
    private final long outputsBefore;
    /** Position of the mark of each output since, in order. */
    private final List<Long> marks = new ArrayList<>();
    private final Map<Long, Long> digestAt = new TreeMap<>();
    private boolean cutOverSent;
    private long acknowledged = -1;
    private long detachAt = NEVER;
    private long powerOffAt = NEVER;

    /** {@code outputsBefore}: outputs that the primary had produced when it saved its state. */
    Pairing(Standing primary, long outputsBefore) {
        this.primary = primary;
        this.outputsBefore = outputsBefore;
    }

    /** As it stood when it saved its state. */
    Standing primary() {
        return primary;
    }

    void cutOverSent() {
        cutOverSent = true;
    }

    /** From here on the primary's outputs need this pairing's acknowledgement. */
    boolean isCutOver() {
        return cutOverSent;
    }

    void marked(long position) {
        marks.add(position);
    }

    /** Position of an output's mark; 0 for one from before. */
    long markOf(long index) {
        long place = index - outputsBefore - 1;
        return place < 0 ? 0 : place < marks.size() ? marks.get((int) place) : NEVER;
    }

    void flushed(Flush flush) {
        long position = flush.firstPosition();
        for (TimedEntry timed : flush.entries()) {
            if (timed.entry() instanceof LogEntry.Detach) {
                detachAt = position;
            } else if (timed.entry() instanceof LogEntry.PowerOff) {
                powerOffAt = position;
            }
            position++;
        }
    }

    void primaryStands(long position, long digest) {
        digestAt.put(position, digest);
    }

    /** The primary's digest at a position where a flush ended; null for any other. */
    Long digestAt(long position) {
        return digestAt.get(position);
    }

    void acknowledged(long position) {
        acknowledged = Math.max(acknowledged, position);
    }

    long acknowledged() {
        return acknowledged;
    }

    boolean detachAcknowledged() {
        return acknowledged >= detachAt;
    }

    boolean powerOffAcknowledged() {
        return acknowledged >= powerOffAt;
    }

    /** Index of the last output whose mark was acknowledged; 0 when nothing was. */
    long outputsAcknowledged() {
        if (acknowledged < 0) {
            return 0;
        }
        int known = 0;
        while (known < marks.size() && marks.get(known) <= acknowledged) {
            known++;
        }
        return outputsBefore + known;
    }
}
