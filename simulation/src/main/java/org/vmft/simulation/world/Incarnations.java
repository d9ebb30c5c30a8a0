package org.vmft.simulation.world;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares, for each boot of the virtual machine, what the world saw of it with one unreplicated run of its log. */
final class Incarnations {
    private final World world;
    private final Client client;
    private final Set<Long> lost = new TreeSet<>();
    private int outputsCompared;

    Incarnations(World world, Client client) {
        this.world = world;
        this.client = client;
    }

    /** The last log of a lost virtual machine may lack its end, since whoever wrote it died. */
    void lost(long incarnation) {
        lost.add(incarnation);
    }

    /** At the end of the history. */
    void compare(long last) {
        for (long incarnation = 1; incarnation <= last; incarnation++) {
            compare(incarnation, !lost.contains(incarnation));
        }
    }

    private void compare(long incarnation, boolean whole) {
        Standing winner = world.witness().grants().latest(incarnation).orElseThrow().getValue().who();
        List<byte[]> seen = world.witness().outside(incarnation);
        heardByClient(winner, seen, client.stream(incarnation));
        if (!world.history().complete(winner.number())) {
            if (whole && !seen.isEmpty()) {
                violated(winner, "log of the last winner", "complete", "none");
            }
            return;
        }
        History.Run run = History.replay(world.history().line(winner.number()));
        run.divergence().ifPresent(divergence ->
                violated(winner, "unreplicated run of the log", "the log's own history", divergence));
        if (whole && run.outputs().size() < seen.size()) {
            violated(winner, "outputs of an unreplicated run", "at least the " + seen.size() + " that left",
                    run.outputs().size());
        }
        for (int i = 0; i < Math.min(seen.size(), run.outputs().size()); i++) {
            outputsCompared++;
            if (!Arrays.equals(seen.get(i), run.outputs().get(i))) {
                violated(winner, "output " + (i + 1), Outside.hex(run.outputs().get(i)), Outside.hex(seen.get(i)));
            }
        }
    }

    /** What the client got is, without repetitions, among what left, in that order. */
    private void heardByClient(Standing winner, List<byte[]> seen, List<byte[]> stream) {
        int next = 0;
        for (byte[] frame : stream) {
            while (next < seen.size() && !Arrays.equals(seen.get(next), frame)) {
                next++;
            }
            if (next++ == seen.size()) {
                violated(winner, "frame that the client received", "one that left, in order", Outside.hex(frame));
                return;
            }
        }
    }

    private void violated(Standing where, String what, Object expected, Object actual) {
        world.judge().violated(Invariant.UNREPLICATED_RUN, where, what, expected, actual);
    }

    int outputsCompared() {
        return outputsCompared;
    }
}
