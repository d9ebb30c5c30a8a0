package org.vmft.simulation.explore;

import java.util.ArrayDeque;
import java.util.Deque;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.log.LogEntry;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.simulation.explore.PackedLog.Entry;

/** Puts an event to the role core and carries out what it decides, on the facts of one replica. */
final class Interpreter {
    private static final int NONE = ReplicaFacts.NONE;

    private final ExploredSystem system;
    private final ExploredArbiter arbiter;
    private final RoleTable roles;
    private final ReplicaId[] ids;
    private final Deque<Integer> pending = new ArrayDeque<>();
    private final NumberedEvents events;
    private int welcomed = NONE;

    Interpreter(ExploredSystem system, ExploredArbiter arbiter, RoleTable roles, NumberedEvents events, int replicas) {
        this.system = system;
        this.arbiter = arbiter;
        this.roles = roles;
        this.events = events;
        ids = new ReplicaId[replicas];
        for (int r = 0; r < replicas; r++) {
            ids[r] = system.id(r);
        }
    }

    ReplicaId id(int replica) {
        return ids[replica];
    }

    RoleState state(WorldState world, int replica) {
        return roles.state(world.replicas[replica].role);
    }

    /** Begins a replica that boots the virtual machine. */
    void boot(WorldState world, int replica) {
        world.replicas[replica].role = roles.index(RoleState.booting(ExploredArbiter.VM, ids[replica]));
        handle(world, replica, events.boot);
    }

    /** A joiner that has not been started asks; when it is accepted it begins, and is welcomed. */
    void joinerAsks(WorldState world, int replica, int joiner) {
        welcomed = joiner;
        handle(world, replica, roles.number(new RoleEvent.JoinerAsks(ids[joiner])));
    }

    /** An event, and all that follow from it at once. */
    void handle(WorldState world, int replica, int event) {
        pending.clear();
        pending.add(event);
        ReplicaFacts facts = world.replicas[replica];
        for (Integer next = pending.poll(); next != null && !world.stopped; next = pending.poll()) {
            RoleState before = roles.state(facts.role);
            RoleTable.Step step;
            try {
                step = roles.on(facts.role, next);
            } catch (RuntimeException e) {
                world.violate(Invariant.NO_FAILURE, "r" + replica + " in " + before + " on " + roles.event(next) + ": " + e);
                return;
            }
            facts.role = step.next();
            RoleState after = roles.state(facts.role);
            if (after.role() == Role.POWERED_OFF && !Outside.ended(world, after) && before.role() != after.role()) {
                world.off = true;
            }
            for (RoleAction action : step.actions()) {
                if (!world.stopped) {
                    carryOut(world, replica, action, before, after);
                }
            }
        }
    }

    private void carryOut(WorldState world, int replica, RoleAction action, RoleState before, RoleState after) {
        ReplicaFacts facts = world.replicas[replica];
        if (action instanceof RoleAction.Ask ask) {
            ask(world, facts, ask.request());
        } else if (action instanceof RoleAction.Release release) {
            mode(world, replica, release.mode());
        } else if (action instanceof RoleAction.BeginTransfer) {
            beginTransfer(world, replica, after);
        } else if (action instanceof RoleAction.SendCutOver) {
            sendCutOver(world, replica);
        } else if (action instanceof RoleAction.AbortTransfer) {
            world.letGo(replica, system);
        } else if (action instanceof RoleAction.OpenIntake) {
            if (happens(world)) {
                facts.intakeOpen = true;
                facts.acks = 1;
            }
        } else if (action instanceof RoleAction.Seal) {
            facts.intakeOpen = false;
            int length = PackedLog.length(facts.log);
            pending.add(roles.number(new RoleEvent.Sealed(length - facts.base,
                    PackedLog.find(facts.log, Entry.DETACH, facts.base) > 0,
                    PackedLog.find(facts.log, Entry.OFF, facts.base) > 0)));
        } else if (action instanceof RoleAction.LogControl control) {
            facts.log = PackedLog.append(facts.log, control.entry() instanceof LogEntry.Detach ? Entry.DETACH : Entry.OFF);
            pending.add(roles.number(new RoleEvent.ControlLogged(PackedLog.length(facts.log) - facts.base)));
        } else if (action instanceof RoleAction.GoLive) {
            goLive(world, replica, before, after);
            pending.add(events.wentLive);
        } else if (action instanceof RoleAction.EmitOnly) {
            consumed(facts, before);
        } else if (action instanceof RoleAction.Unpair) {
            unpair(world, replica, before, after);
        }
    }

    /** Something that others can notice; false when the replica dies before it comes to that. */
    private static boolean happens(WorldState world) {
        if (world.effects == world.effectsMax) {
            world.stopped = true;
            return false;
        }
        world.effects++;
        return true;
    }

    private void ask(WorldState world, ReplicaFacts facts, ArbiterRequest request) {
        if (happens(world)) {
            facts.requests |= 1 << arbiter.kind(request);
        }
    }

    private void beginTransfer(WorldState world, int replica, RoleState after) {
        ReplicaFacts facts = world.replicas[replica];
        world.letGo(replica, system);
        facts.partner = welcomed;
        facts.base = PackedLog.length(facts.log);
        ReplicaFacts joiner = world.replicas[welcomed];
        joiner.source = replica;
        joiner.base = facts.base;
        joiner.released = facts.released;
        joiner.role = roles.on(roles.index(RoleState.joining(ExploredArbiter.VM, ids[welcomed])),
                roles.number(new RoleEvent.Welcomed(after.incarnation(), after.generation(), ids[replica]))).next();
        pending.add(events.stateSaved);
    }

    private void sendCutOver(WorldState world, int replica) {
        ReplicaFacts facts = world.replicas[replica];
        if (happens(world)) {
            facts.boundTo = facts.partner;
            if (world.linked(replica, facts.partner)) {
                world.replicas[facts.partner].cutOverComing = roles.has(world.replicas[facts.partner].role, Role.JOINING);
            }
        }
    }

    /** The complete state has come: the joiner verifies it and becomes an eligible backup. */
    void cutOver(WorldState world, int joiner) {
        ReplicaFacts facts = world.replicas[joiner];
        facts.cutOverComing = false;
        facts.log = PackedLog.prefix(world.replicas[facts.source].log, facts.base);
        handle(world, joiner, events.stateVerified);
        if (roles.has(facts.role, Role.BACKUP) && !Outside.ended(world, roles.state(facts.role))) {
            int bit = 1 << roles.state(facts.role).generation() - 1;
            if ((world.eligible & bit) != 0) {
                world.violate(Invariant.ONE_BACKUP, "r" + joiner + " is the second eligible backup of generation "
                        + roles.state(facts.role).generation());
            }
            world.eligible |= bit;
        }
    }

    private void unpair(WorldState world, int replica, RoleState before, RoleState after) {
        ReplicaFacts facts = world.replicas[replica];
        int partner = facts.partner;
        if (before.role() == Role.PRIMARY && after.role() == Role.SOLO && partner != NONE
                && !Outside.ended(world, after)) {
            world.detached |= 1 << partner;
        }
        boolean won = after.generation() > before.generation()
                && world.winners[(int) after.generation() - 1] == replica;
        if (won || facts.boundTo != NONE && detachAcknowledged(world, facts)) {
            facts.boundTo = NONE;
        }
        facts.intakeOpen = false;
        world.letGo(replica, system);
    }

    private static boolean detachAcknowledged(WorldState world, ReplicaFacts facts) {
        int position = PackedLog.find(facts.log, Entry.DETACH, facts.base);
        return position > 0 && world.replicas[facts.boundTo].acks - 1 >= position - facts.base;
    }

    private void goLive(WorldState world, int replica, RoleState before, RoleState after) {
        consumed(world.replicas[replica], before);
        if (Outside.ended(world, after)) {
            world.violate(Invariant.NEVER_LIVE, "r" + replica + " goes live in an incarnation that has ended");
        }
        if (world.off && !after.stopping().powerOff()) {
            world.violate(Invariant.NEVER_LIVE, "r" + replica + " goes live after the power-off took effect");
        }
        if ((world.detached >> replica & 1) != 0) {
            world.violate(Invariant.NEVER_LIVE, "r" + replica + " goes live after its primary let it go by a detach");
        }
    }

    private void consumed(ReplicaFacts facts, RoleState before) {
        if (before.claimant() == RoleState.Claimant.BACKUP) {
            facts.log = system.consumed(facts.log);
            facts.released = Math.min(facts.released, PackedLog.outputs(facts.log));
        }
    }

    // ---- output

    private void mode(WorldState world, int replica, ReleaseMode mode) {
        ReplicaFacts facts = world.replicas[replica];
        int gate = mode instanceof ReleaseMode.AwaitAck ? ReplicaFacts.AWAIT_ACK
                : mode instanceof ReleaseMode.Unprotected ? ReplicaFacts.UNPROTECTED
                : mode instanceof ReleaseMode.Replaying ? ReplicaFacts.REPLAYING : ReplicaFacts.CLOSED;
        int awaited = mode instanceof ReleaseMode.AwaitAck await ? first(await.backup()) : NONE;
        if (gate != facts.gate || awaited != facts.awaited) {
            facts.gate = gate;
            facts.awaited = awaited;
            facts.acked = 0;
            releaseAtOnce(world, replica);
        }
    }

    private int first(ReplicaId id) {
        for (int r = 0; r < ids.length; r++) {
            if (ids[r].equals(id)) {
                return r;
            }
        }
        return NONE;
    }

    private ReleaseMode mode(ReplicaFacts facts) {
        return switch (facts.gate) {
            case ReplicaFacts.AWAIT_ACK -> new ReleaseMode.AwaitAck(ids[facts.awaited]);
            case ReplicaFacts.UNPROTECTED -> new ReleaseMode.Unprotected();
            case ReplicaFacts.REPLAYING -> new ReleaseMode.Replaying();
            default -> new ReleaseMode.Closed();
        };
    }

    boolean nothingHeld(ReplicaFacts facts) {
        return facts.released >= PackedLog.outputs(facts.log);
    }

    boolean mayRelease(ReplicaFacts facts) {
        if (nothingHeld(facts)) {
            return false;
        }
        int position = PackedLog.positionOfOutput(facts.log, facts.released + 1);
        return mode(facts).permits(Math.max(0, position - facts.base), facts.acked - 1);
    }

    /** Without a lease to wait for, what may leave leaves in the same breath. */
    void releaseAtOnce(WorldState world, int replica) {
        ReplicaFacts facts = world.replicas[replica];
        while (facts.gate == ReplicaFacts.UNPROTECTED && mayRelease(facts) && !world.stopped) {
            release(world, replica);
        }
    }

    void release(WorldState world, int replica) {
        if (!happens(world)) {
            return;
        }
        ReplicaFacts facts = world.replicas[replica];
        int index = facts.released + 1;
        int position = PackedLog.positionOfOutput(facts.log, index);
        Outside.released(world, replica, roles.state(facts.role), index, position);
        facts.released = index;
    }
}
