package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;

/** What happened in a history, a line an event; keeps nothing unless asked to. */
public final class Trace {
    /** @param at nanoseconds since the history began */
    public record Line(long at, String who, String what) {}

    private static final int LINES_MAX = 200_000;

    private final boolean keep;
    private final List<Line> lines = new ArrayList<>();

    public Trace(boolean keep) {
        this.keep = keep;
    }

    void add(long at, String who, String what) {
        if (keep && lines.size() < LINES_MAX) {
            lines.add(new Line(at, who, what));
        }
    }

    public List<Line> lines() {
        return lines;
    }
}
