package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Who can reach whom at the moment, one way each, and how long that takes. Hosts are named. */
final class Network {
    private static final int PIPE_BYTES_MIN = 4 << 10;
    private static final int PIPE_DOUBLINGS_MAX = 7;

    private final World world;
    private final Random random;
    /** How many cuts there are from one host to another; each is healed for itself. */
    private final Map<String, Integer> cuts = new TreeMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final long latencyNanosMin;
    private final long latencyNanosMax;
    private final int pipeBytesMax;
    private long slowedUntil;

    Network(World world, Random random) {
        this.world = world;
        this.random = random;
        latencyNanosMin = 20_000 + random.nextInt(200_000);
        latencyNanosMax = latencyNanosMin * (2 + random.nextInt(8));
        pipeBytesMax = PIPE_BYTES_MIN << random.nextInt(PIPE_DOUBLINGS_MAX + 1);
    }

    /** Bytes that one direction of a connection takes; it always takes one frame. */
    int pipeBytesMax() {
        return pipeBytesMax;
    }

    boolean reaches(String from, String to) {
        return cuts.isEmpty() || from.equals(to)
                || !cuts.containsKey(from + ">" + to) && !cuts.containsKey(from + ">*") && !cuts.containsKey("*>" + to);
    }

    /** {@code *} is every other host. */
    void cut(String from, String to) {
        cuts.merge(from + ">" + to, 1, Integer::sum);
    }

    void heal(String from, String to) {
        cuts.computeIfPresent(from + ">" + to, (key, count) -> count == 1 ? null : count - 1);
        retry();
    }

    void healAll() {
        cuts.clear();
        slowedUntil = 0;
        retry();
    }

    void slow(long untilNanos) {
        slowedUntil = untilNanos;
    }

    long latency() {
        long usual = latencyNanosMin + (long) (random.nextDouble() * (latencyNanosMax - latencyNanosMin));
        return world.timeline().now() < slowedUntil ? usual + (long) (random.nextDouble() * 80_000_000) : usual;
    }

    /** Calls back at the next change for the better. */
    void onHeal(Runnable action) {
        waiting.add(action);
    }

    private void retry() {
        List<Runnable> due = new ArrayList<>(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }
}
