package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a history, a line an event; keeps nothing unless asked to. */
public final class Trace {
    /** What a line is about. */
    public enum Kind { EVENT, FAULT, ROLE, LOG }

    /**
     * @param at nanoseconds since the history began
     * @param role of the replica, empty for who has none
     * @param position in the log, -1 for none
     * @param step -1 for none
     */
    public record Line(long at, Kind kind, String who, String role, long generation, long position, long step,
            String what) {}

    private static final int LINES_MAX = 200_000;

    private final boolean keep;
    private final Timeline timeline;
    private final List<Line> lines = new ArrayList<>();

    Trace(boolean keep, Timeline timeline) {
        this.keep = keep;
        this.timeline = timeline;
    }

    void line(String who, String what) {
        add(Kind.EVENT, who, "", 0, -1, -1, what);
    }

    void fault(String who, String what) {
        add(Kind.FAULT, who, "", 0, -1, -1, what);
    }

    void line(Process process, Supplier<String> what) {
        if (keep) {
            add(Kind.EVENT, process, what.get());
        }
    }

    void role(Process process, Supplier<String> what) {
        if (keep) {
            add(Kind.ROLE, process, what.get());
        }
    }

    /** Something about the log: at this position and step. */
    void log(Process process, Supplier<String> what, long position, long step) {
        if (keep) {
            Standing standing = process.standing();
            add(Kind.LOG, standing.name(), standing.role().toString(), standing.generation(), position, step, what.get());
        }
    }

    private void add(Kind kind, Process process, String what) {
        Standing standing = process.standing();
        add(kind, standing.name(), standing.role().toString(), standing.generation(), standing.position(),
                standing.step(), what);
    }

    private void add(Kind kind, String who, String role, long generation, long position, long step, String what) {
        if (keep && lines.size() < LINES_MAX) {
            lines.add(new Line(timeline.now(), kind, who, role, generation, position, step, what));
        }
    }

    public List<Line> lines() {
        return lines;
    }
}
