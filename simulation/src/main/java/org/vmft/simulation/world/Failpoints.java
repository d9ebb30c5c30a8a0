package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Traps at failpoints: what happens to the process that passes there next, or some times later. */
final class Failpoints {
    private static final class Trap {
        final Failpoint at;
        final BiConsumer<Process, Process> action;
        int hitsLeft;

        Trap(Failpoint at, int hits, BiConsumer<Process, Process> action) {
            this.at = at;
            this.hitsLeft = hits;
            this.action = action;
        }
    }

    private final List<Trap> traps = new ArrayList<>();

    /** The {@code hits}-th time that any process passes there, this happens to it and to its peer, if it has one. */
    void arm(Failpoint at, int hits, BiConsumer<Process, Process> action) {
        traps.add(new Trap(at, hits, action));
    }

    /** For {@link #arm}: the process dies right there. */
    static void crash(Failpoint at) {
        throw new Crash(at);
    }

    void disarm() {
        traps.clear();
    }

    void hit(Process process, Failpoint at) {
        hit(process, process, at);
    }

    /** {@code peer}: at the other end of the connection on which this happens. */
    void hit(Process process, Process peer, Failpoint at) {
        for (int i = 0; i < traps.size(); i++) {
            Trap trap = traps.get(i);
            if (trap.at == at && --trap.hitsLeft <= 0) {
                traps.remove(i);
                trap.action.accept(process, peer);
                return;
            }
        }
    }
}
