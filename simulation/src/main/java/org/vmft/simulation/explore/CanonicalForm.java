package org.vmft.simulation.explore;

import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleState;

/** Clears whatever can no longer influence anything, so that worlds that differ in nothing else are one. */
final class CanonicalForm {
    private static final int NONE = ReplicaFacts.NONE;

    private final RoleTable roles;
    private final Subject subject;
    private final boolean enabled;

    /** @param enabled false to leave everything as it is */
    CanonicalForm(Subject subject, boolean enabled) {
        this.roles = subject.roles();
        this.subject = subject;
        this.enabled = enabled;
    }

    void apply(WorldState world) {
        if (!enabled) {
            return;
        }
        for (int r = 0; r < world.replicas.length; r++) {
            ReplicaFacts facts = world.replicas[r];
            if (facts.role == RoleTable.UNBORN) {
                continue;
            }
            if (stopped(facts)) {
                stopped(world, r);
            } else {
                running(world, r);
            }
        }
        for (int r = 0; r < world.replicas.length; r++) {
            if (stopped(world.replicas[r]) && !logMatters(world, r)) {
                world.replicas[r].log = PackedLog.EMPTY;
            }
        }
        for (int g = 1; g <= Bounds.GENERATIONS_MAX; g++) {
            if (g > 1 && (world.winners[g - 1] == NONE || !releasesIn(world, g - 1, world.winners[g - 1]))) {
                world.wonAt[g - 1] = 0;
            }
            if (!mayPair(world, g)) {
                world.eligible &= ~(1 << g - 1);
            }
        }
    }

    private boolean mayPair(WorldState world, int generation) {
        for (ReplicaFacts facts : world.replicas) {
            if (RoleTable.exists(facts.role) && !roles.isRested(facts.role)
                    && roles.state(facts.role).generation() == generation && !RoleTable.eligible(roles.state(facts.role))) {
                return true;
            }
        }
        return false;
    }

    private boolean stopped(ReplicaFacts facts) {
        return facts.role == RoleTable.DEAD || roles.isRested(facts.role);
    }

    private void stopped(WorldState world, int replica) {
        ReplicaFacts facts = world.replicas[replica];
        facts.role = facts.role == RoleTable.DEAD ? RoleTable.DEAD : roles.rested(facts.role);
        world.letGo(replica, subject.system());
        facts.released = 0;
        facts.gate = ReplicaFacts.CLOSED;
        facts.awaited = NONE;
        facts.boundTo = NONE;
        facts.cutOverComing = false;
        facts.intakeOpen = false;
        facts.answer = 0;
        world.detached &= ~(1 << replica);
        forgetSource(world, replica);
        facts.base = 0;
    }

    private void running(WorldState world, int replica) {
        ReplicaFacts facts = world.replicas[replica];
        RoleState state = roles.state(facts.role);
        if (state.role() != Role.JOINING && !RoleTable.eligible(state)) {
            forgetSource(world, replica);
            if (facts.partner == NONE && facts.boundTo == NONE) {
                facts.base = 0;
            }
        } else if (facts.cutOff && !facts.cutOverComing && facts.sent <= PackedLog.length(facts.log)) {
            facts.sent = 0;
            if (!acknowledgementsMatter(world, replica)) {
                facts.source = NONE;
                facts.acks = 0;
            }
        }
        if (!subject.bounds().lateAnswers() && facts.answer != 0 && (state.asked() == null
                || subject.arbiter().kind(state.asked()) != ExploredArbiter.kindOf(facts.answer))) {
            facts.answer = 0;
        }
    }

    /** The backup's side of a pairing that is over, but for acknowledgements that may still arrive. */
    private void forgetSource(WorldState world, int replica) {
        ReplicaFacts facts = world.replicas[replica];
        facts.cutOff &= acknowledgementsMatter(world, replica) && facts.source != NONE;
        facts.sent = 0;
        facts.watermark = 0;
        if (!acknowledgementsMatter(world, replica)) {
            facts.source = NONE;
            facts.acks = 0;
        }
    }

    private boolean acknowledgementsMatter(WorldState world, int replica) {
        for (ReplicaFacts other : world.replicas) {
            if (RoleTable.exists(other.role) && (other.partner == replica || other.boundTo == replica)) {
                return true;
            }
        }
        return false;
    }

    private boolean logMatters(WorldState world, int replica) {
        ReplicaFacts facts = world.replicas[replica];
        if (facts.requests != 0 || ExploredArbiter.isOff(world.record) && ExploredArbiter.winner(world.record) == replica) {
            return true;
        }
        for (ReplicaFacts other : world.replicas) {
            if (other.source == replica && (other.cutOverComing || other.sent > PackedLog.length(other.log))) {
                return true;
            }
        }
        for (int g = 2; g <= Bounds.GENERATIONS_MAX; g++) {
            if (world.winners[g - 1] == replica && releasesIn(world, g - 1, replica)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any but the winner of the next generation may still release something in this one. */
    private boolean releasesIn(WorldState world, int generation, int winner) {
        for (int r = 0; r < world.replicas.length; r++) {
            ReplicaFacts facts = world.replicas[r];
            if (r != winner && RoleTable.exists(facts.role) && !roles.isRested(facts.role)
                    && roles.state(facts.role).generation() == generation
                    && (facts.gate == ReplicaFacts.AWAIT_ACK || facts.gate == ReplicaFacts.UNPROTECTED)) {
                return true;
            }
        }
        return false;
    }
}
