package org.vmft.simulation.world;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmft.api.arbiter.ArbiterRequest.Operation;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.Role;

/** Who won which generation, as the arbiter decided it, whether or not anybody learnt of it. */
final class Grants {
    record Grant(long incarnation, long generation) implements Comparable<Grant> {
        @Override
        public int compareTo(Grant other) {
            return incarnation != other.incarnation ? Long.compare(incarnation, other.incarnation)
                    : Long.compare(generation, other.generation);
        }
    }

    /** @param outputs in the winner's history when it was granted */
    record Winner(Standing who, int outputs) {}

    private final Judge judge;
    private final Deeds.All deeds;
    private final TreeMap<Grant, Winner> winners = new TreeMap<>();

    Grants(Judge judge, Deeds.All deeds) {
        this.judge = judge;
        this.deeds = deeds;
    }

    void decided(Verdict verdict, Standing asker) {
        if (!verdict.granted() || verdict.request().operation() == Operation.MARK_OFF) {
            return;
        }
        Grant grant = new Grant(verdict.record().orElseThrow().incarnation(), verdict.request().generation());
        Winner before = winners.putIfAbsent(grant, new Winner(asker, deeds.of(asker).produced.size()));
        if (before != null && before.who().number() != asker.number()) {
            judge.violated(Invariant.ONE_GRANT, asker, "winner of generation " + grant.generation(),
                    before.who().name(), asker.name());
        }
    }

    Optional<Winner> winner(long incarnation, long generation) {
        return Optional.ofNullable(winners.get(new Grant(incarnation, generation)));
    }

    boolean won(Standing who) {
        return winner(who.incarnation(), who.generation()).filter(w -> w.who().number() == who.number()).isPresent();
    }

    /** The highest grant of an incarnation. */
    Optional<Map.Entry<Grant, Winner>> latest(long incarnation) {
        return Optional.ofNullable(winners.floorEntry(new Grant(incarnation, Long.MAX_VALUE)))
                .filter(entry -> entry.getKey().incarnation() == incarnation);
    }

    /** After every event: whoever runs live has won the generation it believes in. */
    void liveIsWinner(Standing who) {
        if ((who.role().live() || who.role() == Role.GOING_LIVE) && !won(who)) {
            judge.violated(Invariant.LIVE_IS_WINNER, who, "winner of generation " + who.generation(),
                    winner(who.incarnation(), who.generation()).map(w -> w.who().name()).orElse("nobody"), who.name());
        }
    }

    /** The recorded winner ends by nothing but a power-off. */
    void winnerGoesOn(Standing ended) {
        boolean latestWinner = latest(ended.incarnation())
                .filter(entry -> entry.getValue().who().number() == ended.number()).isPresent();
        if (latestWinner && ended.role() != Role.POWERED_OFF) {
            judge.violated(Invariant.WINNER_GOES_ON, ended, "role of the winner", "a live role", ended.role());
        }
    }
}
