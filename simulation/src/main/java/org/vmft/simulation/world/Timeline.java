package org.vmft.simulation.world;

import java.util.PriorityQueue;

/** Virtual time: what is due when, in one order for each seed. */
public final class Timeline {
    private record Due(long at, long sequence, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long now;
    private long sequence;

    /** Nanoseconds since the history began. */
    public long now() {
        return now;
    }

    public void at(long time, Runnable action) {
        queue.add(new Due(Math.max(time, now), sequence++, action));
    }

    public void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Lets the next event happen; false when nothing is due any more. */
    boolean step() {
        Due due = queue.poll();
        if (due == null) {
            return false;
        }
        now = due.at();
        due.action().run();
        return true;
    }
}
