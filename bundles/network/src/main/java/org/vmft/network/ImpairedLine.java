package org.vmft.network;

import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.vmft.api.network.Impairment;

/**
 * One direction of a line that delays, drops, duplicates and reorders frames. Pure; {@code now} is monotonic, in ns. What
 * becomes of a frame depends on the random source and on how many came before it, not on when they came.
 */
public final class ImpairedLine {
    /** As many as Linux's netem holds: 12 Mbit in large frames, at any delay. */
    static final int FRAMES_MAX = 1_000;
    /** How much later a frame is that others overtake. */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final double PERCENT = 100;

    /** Takes what has arrived. */
    public interface End {
        /** @param source as it was sent with */
        void frame(int source, byte[] frame);
    }

    private record InFlight(long at, long number, int source, byte[] frame) implements Comparable<InFlight> {
        @Override
        public int compareTo(InFlight other) {
            return at != other.at ? Long.signum(at - other.at) : Long.compare(number, other.number);
        }
    }

    private final Impairment impairment;
    private final SplittableRandom random;
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>();
    private boolean sent;
    private long punctualAt;
    private long number;
    private long arrivedNumberMax;
    private long lost;
    private long duplicated;
    private long reordered;
    private long overflowed;

    /** @param random its own */
    public ImpairedLine(Impairment impairment, SplittableRandom random) {
        this.impairment = impairment;
        this.random = random;
    }

    /** @param source whose frame it is, to {@link #purge} */
    public void send(int source, byte[] frame, long now) {
        if (happens(impairment.dropPercent())) {
            lost++;
            return;
        }
        boolean twice = happens(impairment.duplicatePercent());
        add(source, frame, now);
        if (twice) {
            duplicated++;
            add(source, frame, now);
        }
    }

    private boolean happens(double percent) {
        return random.nextDouble() * PERCENT < percent;
    }

    private void add(int source, byte[] frame, long now) {
        long at = now + impairment.delayNanos() + random.nextLong(impairment.jitterNanos() + 1);
        boolean late = happens(impairment.reorderPercent());
        if (inFlight.size() == FRAMES_MAX) {
            overflowed++;
            return;
        }
        punctualAt = sent && punctualAt - at > 0 ? punctualAt : at;
        sent = true;
        inFlight.add(new InFlight(late ? punctualAt + LATE_NANOS : punctualAt, ++number, source, frame));
    }

    /** Forgets the frames of this source; returns how many that were. */
    public int purge(int source) {
        int before = inFlight.size();
        inFlight.removeIf(frame -> frame.source() == source);
        return before - inFlight.size();
    }

    /** Hands over what has arrived by now. */
    public void deliver(long now, End end) {
        while (!inFlight.isEmpty() && now - inFlight.peek().at() >= 0) {
            InFlight arrived = inFlight.remove();
            if (arrived.number() < arrivedNumberMax) {
                reordered++;
            } else {
                arrivedNumberMax = arrived.number();
            }
            end.frame(arrived.source(), arrived.frame());
        }
    }

    /** Nanoseconds until {@link #deliver} has something to do; empty when nothing is on its way. */
    public OptionalLong untilArrival(long now) {
        return inFlight.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.max(0, inFlight.peek().at() - now));
    }

    /** Frames dropped on purpose. */
    long lost() {
        return lost;
    }

    /** Frames sent twice. */
    long duplicated() {
        return duplicated;
    }

    /** Frames that arrived after one sent later (RFC 4737). */
    long reordered() {
        return reordered;
    }

    /** Frames dropped because too many were on their way. */
    long overflowed() {
        return overflowed;
    }
}
