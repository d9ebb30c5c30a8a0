package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What left, in order of its index, and whether it was allowed to. */
final class Outside {
    private static final int HEX_BYTES_MAX = 48;

    private final Judge judge;
    private final Deeds.All deeds;
    private final Grants grants;
    private final Map<Long, List<byte[]>> outside = new TreeMap<>();

    Outside(Judge judge, Deeds.All deeds, Grants grants) {
        this.judge = judge;
        this.deeds = deeds;
        this.grants = grants;
    }

    void produced(Standing who, long index, long position, byte[] bytes) {
        Deeds own = deeds.of(who);
        if (index <= own.produced.size()) {
            own.produced.set((int) index - 1, bytes);
        } else {
            own.produced.add(bytes);
        }
        own.leads.ifPresent(pairing -> pairing.marked(position));
    }

    void released(Standing who, long index, byte[] bytes) {
        Deeds own = deeds.of(who);
        long expected = own.lastReleased == 0 ? index : own.lastReleased + 1;
        if (index != expected) {
            judge.violated(Invariant.RELEASED_IN_ORDER, who, "output index", expected, index);
        }
        own.lastReleased = index;
        oneHistory(who, index, bytes);
        staleIsKnown(who, index, bytes);
        covered(who, own, index);
    }

    private void oneHistory(Standing who, long index, byte[] bytes) {
        List<byte[]> seen = outside.computeIfAbsent(who.incarnation(), key -> new ArrayList<>());
        if (index <= seen.size()) {
            byte[] before = seen.get((int) index - 1);
            if (!Arrays.equals(before, bytes)) {
                judge.violated(Invariant.ONE_HISTORY_OUTSIDE, who, "output " + index, hex(before), hex(bytes));
            }
        } else {
            if (index > seen.size() + 1) {
                judge.violated(Invariant.NO_ACKNOWLEDGED_OUTPUT_LOST, who, "index of the next output to leave",
                        seen.size() + 1, index);
            }
            seen.add(bytes);
        }
    }

    /**
     * After generation g + 1 is granted, a node of g releases only outputs that are already in the winner's history; so
     * does one that believes to be of g + 1 itself.
     */
    private void staleIsKnown(Standing who, long index, byte[] bytes) {
        grants.latest(who.incarnation()).ifPresent(latest -> {
            Grants.Winner winner = latest.getValue();
            if (latest.getKey().generation() < who.generation() || winner.who().number() == who.number()) {
                return;
            }
            List<byte[]> history = deeds.of(winner.who()).produced;
            if (index > winner.outputs()) {
                judge.violated(Invariant.STALE_RELEASE_KNOWN, who, "index of an output that left when "
                        + winner.who().name() + " had won generation " + latest.getKey().generation(),
                        "at most " + winner.outputs(), index);
            } else if (!Arrays.equals(history.get((int) index - 1), bytes)) {
                judge.violated(Invariant.STALE_RELEASE_KNOWN, who, "output " + index + " when " + winner.who().name()
                        + " had won generation " + latest.getKey().generation(),
                        hex(history.get((int) index - 1)), hex(bytes));
            }
        });
    }

    private void covered(Standing who, Deeds own, long index) {
        boolean paired = own.leads.filter(pairing -> pairing.isCutOver() && !pairing.detachAcknowledged()
                && pairing.primary().generation() == who.generation()).isPresent();
        if (paired) {
            Pairing pairing = own.leads.orElseThrow();
            long mark = pairing.markOf(index);
            if (pairing.acknowledged() < mark) {
                judge.violated(Invariant.RELEASE_COVERED, who, "acknowledged position when output " + index + " left",
                        "at least " + mark, pairing.acknowledged());
            }
        } else if (!grants.won(who)) {
            judge.violated(Invariant.RELEASE_COVERED, who, "winner of generation " + who.generation()
                    + " when output " + index + " left", grants.winner(who.incarnation(), who.generation())
                            .map(winner -> winner.who().name()).orElse("nobody"), who.name());
        }
    }

    /** What the outside world saw of an incarnation, without duplicates. */
    List<byte[]> seen(long incarnation) {
        return outside.getOrDefault(incarnation, List.of());
    }

    /** At the end, with nothing held by an earlier pairing any more: what was acknowledged has left. */
    void acknowledgedHasLeft(Standing survivor) {
        for (Deeds each : deeds.each()) {
            each.leads.filter(pairing -> pairing.primary().incarnation() == survivor.incarnation()
                    && pairing.primary().generation() < survivor.generation()).ifPresent(pairing -> {
                        if (pairing.outputsAcknowledged() > seen(survivor.incarnation()).size()) {
                            judge.violated(Invariant.NO_ACKNOWLEDGED_OUTPUT_LOST, survivor, "outputs that left by the end",
                                    "at least " + pairing.outputsAcknowledged() + ", acknowledged to "
                                            + pairing.primary().name(), seen(survivor.incarnation()).size());
                        }
                    });
        }
    }

    static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, HEX_BYTES_MAX); i++) {
            text.append("%02x".formatted(bytes[i]));
        }
        return text.append(bytes.length > HEX_BYTES_MAX ? "…" : "").toString();
    }
}
