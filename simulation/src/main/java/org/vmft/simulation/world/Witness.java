package org.vmft.simulation.world;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.machine.Output;
import org.vmft.api.replica.Role;

/**
 * Sees what every replica of a history does at its ports and knows what no replica knows: everything. Ports may lie to
 * a replica; nothing lies to the witness, which tells replicas apart by number and connections by their ends.
 */
final class Witness {
    private final Judge judge;
    private final Deeds.All deeds = new Deeds.All();
    private final Grants grants;
    private final Outside outside;
    private final Map<Grants.Grant, Standing> eligible = new TreeMap<>();
    private long digestsCompared;

    Witness(Judge judge) {
        this.judge = judge;
        grants = new Grants(judge, deeds);
        outside = new Outside(judge, deeds, grants);
    }

    Grants grants() {
        return grants;
    }

    // ---- arbiter and outputs

    void decided(Verdict verdict, Standing asker) {
        grants.decided(verdict, asker);
    }

    void produced(Standing who, long index, long position, Output output) {
        outside.produced(who, index, position, output.bytes());
    }

    void released(Standing who, long index, Output output) {
        outside.released(who, index, output.bytes());
    }

    List<byte[]> outside(long incarnation) {
        return outside.seen(incarnation);
    }

    void acknowledgedHasLeft(Standing survivor) {
        outside.acknowledgedHasLeft(survivor);
    }

    // ---- a primary

    /** The primary saves its state; positions begin anew, and what is unreleased counts as marked at 0. */
    Pairing saved(Standing primary) {
        Deeds own = deeds.of(primary);
        Pairing pairing = new Pairing(primary, own.produced.size());
        own.leads = Optional.of(pairing);
        return pairing;
    }

    void flushed(Standing primary, Flush flush) {
        deeds.of(primary).leads.ifPresent(pairing -> pairing.flushed(flush));
    }

    /** The primary stands where its flush up to {@code position} ends. */
    void primaryStands(Standing primary, long position, long digest) {
        deeds.of(primary).leads.ifPresent(pairing -> pairing.primaryStands(position, digest));
    }

    void cutOverSent(Standing primary, int joiner) {
        Pairing pairing = deeds.of(primary).leads.orElseThrow();
        pairing.cutOverSent();
        deeds.of(joiner).follows = Optional.of(pairing);
    }

    // ---- a backup

    /** The pairing whose state the joiner restored. */
    Pairing restored(Standing joiner, long outputIndex, long step) {
        Deeds own = deeds.of(joiner);
        Pairing pairing = own.follows.orElseThrow();
        own.produced.clear();
        own.produced.addAll(deeds.of(pairing.primary()).produced.subList(0, (int) outputIndex));
        own.allowedStep = step;
        return pairing;
    }

    void acknowledged(Standing backup, int primary, ChannelMessage.Ack ack) {
        deeds.of(backup).follows.filter(pairing -> pairing.primary().number() == primary)
                .ifPresent(pairing -> pairing.acknowledged(ack.received()));
    }

    void supplied(Standing backup, Flush flush) {
        Deeds own = deeds.of(backup);
        own.allowedStep = Math.max(own.allowedStep, flush.progress());
    }

    void backupStands(Standing backup, Optional<Long> digest) {
        Deeds own = deeds.of(backup);
        if (backup.step() > own.allowedStep) {
            judge.violated(Invariant.BACKUP_WITHIN_LOG, backup, "step", "at most " + own.allowedStep, backup.step());
        }
        Long expected = digest.isEmpty() || own.follows.isEmpty() ? null : own.follows.get().digestAt(backup.position());
        if (expected == null || own.corrupted) {
            return;
        }
        digestsCompared++;
        if (!expected.equals(digest.get())) {
            own.diverged = true;
            judge.violated(Invariant.DIGESTS_EQUAL, backup, "digest", Long.toHexString(expected),
                    Long.toHexString(digest.get()));
        }
    }

    /** What the replica received was damaged inside its host; its replay has to notice. */
    void corrupted(Standing backup) {
        deeds.of(backup).corrupted = true;
    }

    void diverged(Standing backup, String divergence) {
        Deeds own = deeds.of(backup);
        own.diverged = true;
        if (!own.corrupted) {
            judge.violated(Invariant.REPLAY_FOLLOWS_LOG, backup, "replay", "the log's own history", divergence);
        }
    }

    // ---- roles

    void roleTaken(Role before, Standing now) {
        if (!Transitions.documented(before, now.role())) {
            judge.violated(Invariant.ROLES_AS_DOCUMENTED, now, "role after " + before,
                    Transitions.from(before), now.role());
        }
        if (now.role() == Role.BACKUP) {
            Grants.Grant generation = new Grants.Grant(now.incarnation(), now.generation());
            Standing first = eligible.putIfAbsent(generation, now);
            if (first != null && first.number() != now.number()) {
                judge.violated(Invariant.ONE_BACKUP, now, "eligible backup of generation " + now.generation(),
                        first.name(), now.name());
            }
        }
        if (now.role().ended()) {
            grants.winnerGoesOn(now);
        }
    }

    /** A backup's guest begins to execute live. */
    void goesLive(Standing who) {
        Deeds own = deeds.of(who);
        if (own.diverged || own.corrupted) {
            judge.violated(Invariant.DIVERGED_NEVER_LIVE, who, "replica that goes live", "one that follows its log",
                    "one that left it");
        }
        own.follows.ifPresent(pairing -> {
            if (pairing.detachAcknowledged()) {
                judge.violated(Invariant.ENDED_NEVER_LIVE, who, "replica that goes live",
                        "one that acknowledged no detach", "one that did, up to position " + pairing.acknowledged());
            }
            if (pairing.powerOffAcknowledged()) {
                judge.violated(Invariant.ENDED_NEVER_LIVE, who, "replica that goes live",
                        "one that acknowledged no power-off", "one that did, up to position " + pairing.acknowledged());
            }
        });
        own.leads = Optional.empty();
    }

    /**
     * Nobody goes on. Inherent when the last winner is dead and its generation's one eligible backup, if there was any,
     * is dead, detached or diverged; says which.
     */
    String lost(long incarnation, IntPredicate alive) {
        Map.Entry<Grants.Grant, Grants.Winner> latest = grants.latest(incarnation).orElseThrow();
        Standing winner = latest.getValue().who();
        if (alive.test(winner.number())) {
            judge.violated(Invariant.LOSS_IS_INHERENT, winner, "winner of generation " + latest.getKey().generation()
                    + " of a lost virtual machine", "dead", "alive");
        }
        Standing backup = eligible.get(latest.getKey());
        if (backup == null) {
            return "whoever ran it died without a backup";
        }
        Deeds own = deeds.of(backup);
        if (own.corrupted) {
            return "the backup had diverged when the primary died";
        }
        if (own.follows.filter(Pairing::detachAcknowledged).isPresent()) {
            return "the backup had been detached when the primary died";
        }
        if (alive.test(backup.number())) {
            judge.violated(Invariant.LOSS_IS_INHERENT, backup, "eligible backup of generation "
                    + latest.getKey().generation() + " of a lost virtual machine", "dead, detached or diverged", "alive");
        }
        return "primary and backup died";
    }

    /** Whether, without this replica, nobody is left who may win the next generation or has won the last. */
    boolean lastHope(Standing who, IntPredicate alive) {
        return grants.latest(who.incarnation()).filter(latest -> {
            int winner = latest.getValue().who().number();
            Standing backup = eligible.get(latest.getKey());
            boolean winnerGoesOn = winner != who.number() && alive.test(winner);
            boolean backupGoesOn = backup != null && backup.number() != who.number() && alive.test(backup.number());
            return !winnerGoesOn && !backupGoesOn;
        }).isPresent();
    }

    long digestsCompared() {
        return digestsCompared;
    }
}
