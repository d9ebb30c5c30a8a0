package org.vmft.simulation.explore;

import java.util.Optional;
import java.util.TreeSet;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleState;

/** Where a virtual machine should get to, and what is the matter where it cannot. */
final class Progress {
    static final String PROTECTED = "lost although protected";
    static final String NOT_BOOTED = "nobody boots, or whoever did died before the arbiter decided";
    static final String WINNER_DEAD = "the winner of the latest generation is dead and no eligible backup of it lives";
    static final String DETACHED = "the winner of the latest generation is dead and its backup had acknowledged a detach";

    private final RoleTable roles;

    Progress(RoleTable roles) {
        this.roles = roles;
    }

    /** Live with all output released, or powered off, marked, and all output released. */
    boolean reached(WorldState world) {
        if (world.record == 0) {
            return false;
        }
        int winner = ExploredArbiter.winner(world.record);
        ReplicaFacts facts = world.replicas[winner];
        if (ExploredArbiter.isOff(world.record)) {
            return PackedLog.outputs(facts.log) <= PackedLog.outputs(world.seen);
        }
        if (!RoleTable.exists(facts.role)) {
            return false;
        }
        RoleState state = roles.state(facts.role);
        boolean live = state.role() == Role.SOLO || state.role() == Role.CLONING || state.role() == Role.PRIMARY;
        return live && state.guestRuns() && state.incarnation() == ExploredArbiter.incarnation(world.record)
                && state.generation() == ExploredArbiter.generation(world.record)
                && PackedLog.outputs(facts.log) <= PackedLog.outputs(world.seen);
    }

    /** A primary whose backup is there and has not been let go dies: what follows is what all this is for. */
    boolean protectedPrimaryDies(WorldState before, WorldState after) {
        for (int r = 0; r < before.replicas.length; r++) {
            ReplicaFacts primary = before.replicas[r];
            if (after.replicas[r].role == RoleTable.DEAD && roles.has(primary.role, Role.PRIMARY)
                    && before.linked(r, primary.partner)) {
                ReplicaFacts backup = after.replicas[primary.partner];
                return roles.has(backup.role, Role.BACKUP)
                        && PackedLog.find(backup.log, PackedLog.Entry.DETACH, backup.base) == 0;
            }
        }
        return false;
    }

    /** The rule of the design by which a state without a way on is nobody's fault. */
    Optional<String> inherent(WorldState world) {
        if (world.record == 0) {
            return anyBoots(world) ? Optional.empty() : Optional.of(NOT_BOOTED);
        }
        int winner = ExploredArbiter.winner(world.record);
        if (ExploredArbiter.isOff(world.record) || world.replicas[winner].role != RoleTable.DEAD) {
            return Optional.empty();
        }
        for (ReplicaFacts facts : world.replicas) {
            if (RoleTable.exists(facts.role) && eligible(world, roles.state(facts.role))) {
                return PackedLog.find(facts.log, PackedLog.Entry.DETACH, facts.base) > 0 ? Optional.of(DETACHED)
                        : Optional.empty();
            }
        }
        return Optional.of(WINNER_DEAD);
    }

    private boolean anyBoots(WorldState world) {
        for (ReplicaFacts facts : world.replicas) {
            if (roles.has(facts.role, Role.BOOTING)) {
                return true;
            }
        }
        return false;
    }

    private static boolean eligible(WorldState world, RoleState state) {
        return RoleTable.eligible(state) && state.incarnation() == ExploredArbiter.incarnation(world.record)
                && state.generation() == ExploredArbiter.generation(world.record);
    }

    /** Who is left in which role. */
    String survivors(WorldState world) {
        TreeSet<String> survivors = new TreeSet<>();
        for (ReplicaFacts facts : world.replicas) {
            if (RoleTable.exists(facts.role)) {
                survivors.add(roles.name(facts.role));
            }
        }
        String winner = world.record == 0 ? "no winner" : "winner of generation "
                + ExploredArbiter.generation(world.record) + " " + roles.name(world.replicas[ExploredArbiter.winner(
                        world.record)].role) + (ExploredArbiter.isOff(world.record) ? ", off" : "");
        return "survivors " + survivors + ", " + winner;
    }
}
