package org.vmft.simulation.explore;

import org.vmft.replication.internal.core.RoleState;

/** Judges what becomes visible: every output that leaves, and every grant. */
final class Outside {
    private static final int NONE = ReplicaFacts.NONE;

    private Outside() {}

    /** Output {@code index}, whose mark is at {@code position} of the replica's log, leaves. */
    static void released(WorldState world, int replica, RoleState state, int index, int position) {
        ReplicaFacts facts = world.replicas[replica];
        int history = PackedLog.prefix(facts.log, position);
        String what = "output " + index + " of r" + replica + " " + PackedLog.text(history);
        if (ended(world, state)) {
            if (!PackedLog.beginsWith(world.seenBefore, history)) {
                world.violate(Invariant.OLD_GENERATION, what + " leaves in an incarnation that has ended with "
                        + PackedLog.text(world.seenBefore));
            }
            return;
        }
        oneHistory(world, what, index, history);
        int generation = (int) state.generation();
        oldGeneration(world, replica, what, generation, history);
        if (facts.boundTo != NONE) {
            int acknowledged = world.replicas[facts.boundTo].acks - 1;
            if (acknowledged < Math.max(0, position - facts.base)) {
                world.violate(Invariant.OUTPUT_RULE, what + " leaves and r" + facts.boundTo
                        + " has not acknowledged it, nor is a claim won");
            }
        } else if (generation < 1 || world.winners[generation - 1] != replica) {
            world.violate(Invariant.OUTPUT_RULE, what + " leaves without protection, and generation " + generation
                    + " was not granted to r" + replica);
        }
    }

    /** Whether a later incarnation has begun than the one this replica knows. */
    static boolean ended(WorldState world, RoleState state) {
        return state.incarnation() > 0 && state.incarnation() < ExploredArbiter.incarnation(world.record);
    }

    private static void oneHistory(WorldState world, String what, int index, int history) {
        int outputsSeen = PackedLog.outputs(world.seen);
        if (index > outputsSeen + 1) {
            world.violate(Invariant.NO_GAP, what + " leaves and only " + outputsSeen + " have left before");
        } else if (index == outputsSeen + 1) {
            if (!PackedLog.beginsWith(history, world.seen)) {
                world.violate(Invariant.ONE_HISTORY, what + " does not go on from " + PackedLog.text(world.seen)
                        + ", which has been seen");
            }
            world.seen = history;
        } else if (!PackedLog.beginsWith(world.seen, history)) {
            world.violate(Invariant.ONE_HISTORY, what + " differs from what has been seen, " + PackedLog.text(world.seen));
        }
    }

    private static void oldGeneration(WorldState world, int replica, String what, int generation, int history) {
        if (generation < 1 || generation >= Bounds.GENERATIONS_MAX) {
            return;
        }
        int winner = world.winners[generation];
        if (winner != NONE && winner != replica && !PackedLog.beginsWith(
                PackedLog.prefix(world.replicas[winner].log, world.wonAt[generation]), history)) {
            world.violate(Invariant.OLD_GENERATION, what + " leaves in generation " + generation + ", and r" + winner
                    + " won generation " + (generation + 1) + " with "
                    + PackedLog.text(PackedLog.prefix(world.replicas[winner].log, world.wonAt[generation])));
        }
    }

    /** The arbiter granted what a replica asked for, and now keeps this record. */
    static void granted(WorldState world, int replica, int kind, int record) {
        if (ExploredArbiter.isMarkOff(kind)) {
            return;
        }
        if (!ExploredArbiter.isClaim(kind) && ExploredArbiter.incarnation(record) > ExploredArbiter.incarnation(world.record)) {
            if ((world.created >> replica & 1) != 0) {
                world.violate(Invariant.ONE_GRANT, "another incarnation is begun for r" + replica
                        + " by a late copy of its request");
            }
            world.created |= 1 << replica;
            world.newIncarnation();
        }
        int generation = ExploredArbiter.wanted(kind);
        int winner = world.winners[generation - 1];
        if (winner == NONE) {
            world.winners[generation - 1] = replica;
            world.wonAt[generation - 1] = PackedLog.length(world.replicas[replica].log);
        } else if (winner != replica) {
            world.violate(Invariant.ONE_GRANT, "generation " + generation + " is granted to r" + replica + " and was to r"
                    + winner);
        }
    }
}
