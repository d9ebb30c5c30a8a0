package org.vmft.simulation.explore;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Everything there is at one moment: the replicas, what the arbiter records, what the outside has seen. */
final class WorldState {
    static final int NONE = ReplicaFacts.NONE;

    private static final int FAULT_BITS = 2;
    private static final int BITS = 2 * PackedLog.BITS + ExploredArbiter.RECORD_BITS + 2 * Bounds.GENERATIONS_MAX
            + 3 * Bounds.GENERATIONS_MAX + Bounds.GENERATIONS_MAX + 1 + 2 * Bounds.REPLICAS_MAX + 5 * FAULT_BITS;

    final ReplicaFacts[] replicas;
    /** The log up to the mark of the last output that has left. */
    int seen;
    /** The same of the incarnation before. */
    int seenBefore;
    /** The arbiter's record. */
    int record;
    /** By generation - 1: to whom it was granted first, with what length of its log. */
    final int[] winners = {NONE, NONE, NONE};
    final int[] wonAt = new int[Bounds.GENERATIONS_MAX];
    /** A bit for each generation that had an eligible backup. */
    int eligible;
    /** A power-off has taken effect. */
    boolean off;
    /** A bit for each replica of which a primary has let go by a detach. */
    int detached;
    /** A bit for each replica for which an incarnation was begun. */
    int created;
    int boots;
    int crashes;
    int divergences;
    int detaches;
    int powerOffs;

    // only while a move is made; not part of the state
    private Violation violation;
    private final Set<Invariant> heard;
    int effects;
    /** The acting replica dies when it has done so many things that others can notice. */
    int effectsMax;
    boolean stopped;

    WorldState(int count) {
        this(count, Set.of());
    }

    /** @param heard the invariants whose violation is kept */
    WorldState(int count, Set<Invariant> heard) {
        this.heard = heard;
        replicas = new ReplicaFacts[count];
        for (int r = 0; r < count; r++) {
            replicas[r] = new ReplicaFacts();
        }
    }

    static int bits(int replicas) {
        return BITS + replicas * ReplicaFacts.BITS;
    }

    static int words(int replicas) {
        return (bits(replicas) + Long.SIZE - 1) / Long.SIZE;
    }

    void copyFrom(WorldState other) {
        for (int r = 0; r < replicas.length; r++) {
            replicas[r].copyFrom(other.replicas[r]);
        }
        seen = other.seen;
        seenBefore = other.seenBefore;
        record = other.record;
        System.arraycopy(other.winners, 0, winners, 0, winners.length);
        System.arraycopy(other.wonAt, 0, wonAt, 0, wonAt.length);
        eligible = other.eligible;
        off = other.off;
        detached = other.detached;
        created = other.created;
        boots = other.boots;
        crashes = other.crashes;
        divergences = other.divergences;
        detaches = other.detaches;
        powerOffs = other.powerOffs;
        violation = null;
        effects = 0;
        effectsMax = Integer.MAX_VALUE;
        stopped = false;
    }

    long[] encode() {
        long[] words = new long[words(replicas.length)];
        PackedBits bits = new PackedBits(words);
        for (ReplicaFacts replica : replicas) {
            replica.encode(bits);
        }
        bits.put(seen, PackedLog.BITS);
        bits.put(seenBefore, PackedLog.BITS);
        bits.put(record, ExploredArbiter.RECORD_BITS);
        for (int g = 0; g < Bounds.GENERATIONS_MAX; g++) {
            bits.put(winners[g], 2);
            bits.put(wonAt[g], 3);
        }
        bits.put(eligible, Bounds.GENERATIONS_MAX);
        bits.put(off);
        bits.put(detached, Bounds.REPLICAS_MAX);
        bits.put(created, Bounds.REPLICAS_MAX);
        bits.put(boots, FAULT_BITS);
        bits.put(crashes, FAULT_BITS);
        bits.put(divergences, FAULT_BITS);
        bits.put(detaches, FAULT_BITS);
        bits.put(powerOffs, FAULT_BITS);
        return words;
    }

    void decode(long[] words) {
        PackedBits bits = new PackedBits(words);
        for (ReplicaFacts replica : replicas) {
            replica.decode(bits);
        }
        seen = bits.get(PackedLog.BITS);
        seenBefore = bits.get(PackedLog.BITS);
        record = bits.get(ExploredArbiter.RECORD_BITS);
        for (int g = 0; g < Bounds.GENERATIONS_MAX; g++) {
            winners[g] = bits.get(2);
            wonAt[g] = bits.get(3);
        }
        eligible = bits.get(Bounds.GENERATIONS_MAX);
        off = bits.flag();
        detached = bits.get(Bounds.REPLICAS_MAX);
        created = bits.get(Bounds.REPLICAS_MAX);
        boots = bits.get(FAULT_BITS);
        crashes = bits.get(FAULT_BITS);
        divergences = bits.get(FAULT_BITS);
        detaches = bits.get(FAULT_BITS);
        powerOffs = bits.get(FAULT_BITS);
    }

    /** Another incarnation has begun: the outside sees a new history. */
    void newIncarnation() {
        seenBefore = seen;
        seen = PackedLog.EMPTY;
        Arrays.fill(winners, NONE);
        Arrays.fill(wonAt, 0);
        eligible = 0;
        off = false;
        detached = 0;
    }

    /** How much of its source's log a backup may have been sent. */
    int sentTo(int backup) {
        ReplicaFacts facts = replicas[backup];
        if (facts.source == NONE || facts.cutOff) {
            return facts.sent;
        }
        ReplicaFacts source = replicas[facts.source];
        if (source.partner != backup || source.acked == 0) {
            return facts.base;
        }
        return PackedLog.length(source.log);
    }

    /** Whether the two ends still hold the same link. */
    boolean linked(int primary, int backup) {
        return backup != NONE && replicas[primary].partner == backup && replicas[backup].source == primary
                && !replicas[backup].cutOff;
    }

    /** A primary's end of its link is gone: nothing more is sent. */
    void letGo(int primary, ExploredSystem system) {
        ReplicaFacts facts = replicas[primary];
        int backup = facts.partner;
        if (linked(primary, backup)) {
            ReplicaFacts other = replicas[backup];
            other.sent = sentTo(backup);
            other.watermark = system.watermark(facts.released, PackedLog.outputs(facts.log));
            other.cutOff = true;
        }
        facts.partner = NONE;
        facts.acked = 0;
        facts.ackUntold = false;
    }

    Optional<Violation> violation() {
        return Optional.ofNullable(violation);
    }

    void violate(Invariant invariant, String message) {
        if (violation == null && heard.contains(invariant)) {
            violation = new Violation(invariant, message);
        }
    }
}
