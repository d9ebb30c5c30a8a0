package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Who can reach whom at the moment, one way each, and how long that takes. Hosts are named. */
final class Network {
    private final World world;
    private final Random random;
    private final Set<String> cut = new TreeSet<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final long latencyNanosMin;
    private final long latencyNanosMax;
    private long slowedUntil;

    Network(World world, Random random) {
        this.world = world;
        this.random = random;
        latencyNanosMin = 20_000 + random.nextInt(200_000);
        latencyNanosMax = latencyNanosMin * (2 + random.nextInt(8));
    }

    boolean reaches(String from, String to) {
        return from.equals(to) || !cut.contains(from + ">" + to);
    }

    void cut(String from, String to) {
        cut.add(from + ">" + to);
    }

    void heal(String from, String to) {
        if (cut.remove(from + ">" + to)) {
            retry();
        }
    }

    void healAll() {
        cut.clear();
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
