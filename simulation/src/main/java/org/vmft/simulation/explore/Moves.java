package org.vmft.simulation.explore;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleCore;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.simulation.explore.PackedLog.Entry;

/**
 * Everything that can happen next in a world. Delay, pauses and partitions need no move: what is on its way may arrive
 * now or at any later time, or never.
 */
final class Moves {
    /** Told of each. */
    interface Visitor {
        /** The world is canonical, and the visitor's only during the call. */
        void move(WorldState next, Cause cause, Supplier<String> label);
    }

    private static final int NONE = ReplicaFacts.NONE;
    private static final Entry[] PROGRAM_EVEN = {Entry.OUT};
    private static final Entry[] PROGRAM_ODD = {Entry.IR0, Entry.IR1};

    private final ExploredSystem system;
    private final Bounds bounds;
    private final ExploredArbiter arbiter;
    private final RoleTable roles;
    private final Interpreter interpreter;
    private final CanonicalForm canonical;
    private final WorldState next;
    private final int suspected;
    private final int linkLost;
    private final int diverged;
    private final int peerDiverged;
    private final int stateSent;
    private final int drained;
    private final int outputDrained;
    private final int detachAcknowledged;
    private final int detachRequested;
    private final int powerOffRequested;
    private final int unanswered;
    private WorldState world;
    private Visitor visitor;

    Moves(ExploredSystem system, Bounds bounds, ExploredArbiter arbiter, RoleTable roles, Interpreter interpreter,
            CanonicalForm canonical) {
        this.system = system;
        this.bounds = bounds;
        this.arbiter = arbiter;
        this.roles = roles;
        this.interpreter = interpreter;
        this.canonical = canonical;
        this.next = new WorldState(bounds.replicas());
        suspected = roles.number(new RoleEvent.Suspected("silence"));
        linkLost = roles.number(new RoleEvent.TransferFailed("link lost"));
        diverged = roles.number(new RoleEvent.ReplayDiverged("divergence"));
        peerDiverged = roles.number(new RoleEvent.PeerDiverged("divergence"));
        stateSent = roles.number(new RoleEvent.StateSent());
        drained = roles.number(new RoleEvent.Drained());
        outputDrained = roles.number(new RoleEvent.OutputDrained());
        detachAcknowledged = roles.number(new RoleEvent.DetachAcknowledged());
        detachRequested = roles.number(new RoleEvent.DetachRequested());
        powerOffRequested = roles.number(new RoleEvent.PowerOffRequested("operator"));
        unanswered = roles.number(new RoleEvent.Unanswered());
    }

    /** All that can happen in {@code from}, which is not changed. */
    void each(WorldState from, Visitor to) {
        world = from;
        visitor = to;
        boot();
        for (int r = 0; r < bounds.replicas(); r++) {
            ReplicaFacts facts = world.replicas[r];
            atTheArbiter(r, facts);
            if (bounds.losses()) {
                lostForGood(r, facts);
            }
            if (RoleTable.exists(facts.role)) {
                RoleState state = roles.state(facts.role);
                guest(r, facts, state);
                pairing(r, facts, state);
                joining(r, facts, state);
                backup(r, facts, state);
                operator(r, state);
                if (world.crashes < bounds.crashes() && !roles.isRested(facts.role)) {
                    int replica = r;
                    move(r, Cause.FAULT, () -> " crashes", w -> crash(w, replica));
                }
            }
        }
    }

    private void boot() {
        int replica = firstUnborn();
        if (world.boots < bounds.boots() && replica != NONE) {
            move(replica, Cause.OPERATOR, () -> " boots the virtual machine", w -> {
                w.boots++;
                interpreter.boot(w, replica);
            });
        }
    }

    /** A replica's doing; it may also die in the middle of it, after each thing that others can notice. */
    private void move(int replica, Cause cause, Supplier<String> label, Consumer<WorldState> change) {
        int effects = tryOut(replica, cause, label, change, Integer.MAX_VALUE);
        if (effects > 1 && world.crashes < bounds.crashes()) {
            for (int done = 1; done < effects; done++) {
                int lived = done;
                tryOut(replica, Cause.FAULT, () -> label.get() + "; crashes after " + lived + " of " + effects + " effects",
                        change, done);
            }
        }
    }

    private int tryOut(int replica, Cause cause, Supplier<String> label, Consumer<WorldState> change, int effectsMax) {
        next.copyFrom(world);
        next.effectsMax = effectsMax;
        change.accept(next);
        if (next.stopped) {
            crash(next, replica);
        }
        int effects = next.effects;
        canonical.apply(next);
        visitor.move(next, cause, () -> "r" + replica + label.get());
        return effects;
    }

    private void event(int replica, Cause cause, String label, int event) {
        move(replica, cause, () -> label, w -> interpreter.handle(w, replica, event));
    }

    private void crash(WorldState w, int replica) {
        w.letGo(replica, system);
        w.replicas[replica].role = RoleTable.DEAD;
        w.crashes++;
    }

    // ---- a live guest and its output

    private void guest(int r, ReplicaFacts facts, RoleState state) {
        if (state.role().live() && state.guestRuns()) {
            execute(r, facts);
        }
        if (facts.gate == ReplicaFacts.AWAIT_ACK && interpreter.mayRelease(facts)) {
            move(r, Cause.PROTOCOL, () -> " releases output " + (facts.released + 1), w -> interpreter.release(w, r));
        }
        if (RoleCore.wantsOutputDrained(state) && interpreter.nothingHeld(facts)) {
            event(r, Cause.PROTOCOL, " holds no output any more", outputDrained);
        }
    }

    private void execute(int r, ReplicaFacts facts) {
        int control = PackedLog.count(facts.log, Entry.DETACH) + PackedLog.count(facts.log, Entry.OFF);
        int length = PackedLog.length(facts.log);
        if (length - control >= bounds.entries()) {
            return;
        }
        int last = length;
        while (last > 0 && PackedLog.at(facts.log, last).ordinal() > Entry.IR1.ordinal()) {
            last--;
        }
        if (bounds.inputs() && (last == 0 || PackedLog.at(facts.log, last) != Entry.IN)) {
            log(r, Entry.IN);
        }
        int instructions = length - control - PackedLog.count(facts.log, Entry.IN);
        for (Entry entry : instructions % 2 == 0 ? PROGRAM_EVEN : PROGRAM_ODD) {
            log(r, entry);
        }
    }

    private void log(int r, Entry entry) {
        move(r, Cause.PROTOCOL, () -> " executes and logs " + entry, w -> {
            w.replicas[r].log = PackedLog.append(w.replicas[r].log, entry);
            interpreter.releaseAtOnce(w, r);
        });
    }

    // ---- the primary's side of a pairing

    private void pairing(int r, ReplicaFacts facts, RoleState state) {
        if (state.role() == Role.SOLO && state.generation() < bounds.generations()) {
            int joiner = firstUnborn();
            if (joiner != NONE) {
                move(r, Cause.OPERATOR, () -> " is asked by r" + joiner + ", which wants to join",
                        w -> interpreter.joinerAsks(w, r, joiner));
            }
        }
        if (state.role() == Role.CLONING) {
            if (state.transferred()) {
                event(r, Cause.PROTOCOL, " has sent its state, and sends the cut-over", stateSent);
            }
            suspicion(r, facts);
        }
        if (state.paired()) {
            suspicion(r, facts);
            if (facts.partner != NONE && roles.has(world.replicas[facts.partner].role, Role.DIVERGED)) {
                event(r, Cause.PROTOCOL, " hears that its backup diverged", peerDiverged);
            }
        }
        if (facts.partner != NONE) {
            acknowledgements(r, facts);
        }
    }

    private int firstUnborn() {
        for (int r = 0; r < bounds.replicas(); r++) {
            if (world.replicas[r].role == RoleTable.UNBORN) {
                return r;
            }
        }
        return NONE;
    }

    private void suspicion(int r, ReplicaFacts facts) {
        boolean gone = facts.partner == NONE || !world.linked(r, facts.partner)
                || !roles.has(world.replicas[facts.partner].role, Role.JOINING)
                        && !roles.has(world.replicas[facts.partner].role, Role.BACKUP);
        if (gone || bounds.suspicionAnyTime()) {
            Cause cause = gone ? Cause.PROTOCOL : Cause.FAULT;
            event(r, cause, " suspects its peer", suspected);
            event(r, cause, " loses the link to its peer", linkLost);
        }
    }

    /** From the other end of the link, or from whoever goes by the same id. */
    private void acknowledgements(int r, ReplicaFacts facts) {
        for (int other = 0; other < bounds.replicas(); other++) {
            ReplicaFacts from = world.replicas[other];
            int sender = other;
            if (other != r && from.source == r && interpreter.id(other).equals(interpreter.id(facts.partner))
                    && (other != facts.partner || !from.cutOff) && from.acks > facts.acked) {
                move(r, Cause.PROTOCOL, () -> " receives Ack(" + facts.acked + ") of r" + sender, w -> {
                    w.replicas[r].acked++;
                    w.replicas[r].ackUntold = true;
                });
            }
        }
        if (facts.ackUntold) {
            move(r, Cause.PROTOCOL, () -> " acts on Ack(" + (facts.acked - 1) + ")", w -> {
                w.replicas[r].ackUntold = false;
                interpreter.handle(w, r,
                        roles.number(new RoleEvent.Acknowledged(interpreter.id(facts.partner), facts.acked - 1)));
            });
        }
    }

    // ---- the backup's side of a pairing

    private void joining(int r, ReplicaFacts facts, RoleState state) {
        if (state.role() != Role.JOINING) {
            return;
        }
        if (facts.cutOverComing) {
            move(r, Cause.PROTOCOL, () -> " has the complete state " + PackedLog.text(PackedLog.prefix(
                    world.replicas[facts.source].log, facts.base)) + " and acknowledges it", w -> interpreter.cutOver(w, r));
        }
        boolean gone = sourceGone(r, facts, Role.CLONING, Role.CUTOVER);
        if (gone || bounds.losses() || bounds.suspicionAnyTime()) {
            Cause cause = gone && !facts.cutOverComing ? Cause.PROTOCOL : Cause.FAULT;
            ends(r, cause, " loses the link to the replica it joins", linkLost);
            ends(r, cause, " suspects the replica it joins", suspected);
        }
    }

    private void ends(int r, Cause cause, String label, int event) {
        move(r, cause, () -> label, w -> {
            w.replicas[r].cutOverComing = false;
            interpreter.handle(w, r, event);
        });
    }

    private boolean sourceGone(int r, ReplicaFacts facts, Role one, Role other) {
        if (facts.source == NONE || !world.linked(facts.source, r)) {
            return true;
        }
        int role = world.replicas[facts.source].role;
        return !roles.has(role, one) && !roles.has(role, other);
    }

    private void backup(int r, ReplicaFacts facts, RoleState state) {
        int length = PackedLog.length(facts.log);
        if (facts.intakeOpen && length < world.sentTo(r)) {
            move(r, Cause.PROTOCOL, () -> " receives and acknowledges " + PackedLog.at(world.replicas[facts.source].log,
                    length + 1), w -> {
                ReplicaFacts receiver = w.replicas[r];
                receiver.log = PackedLog.append(receiver.log, PackedLog.at(w.replicas[receiver.source].log, length + 1));
                receiver.acks = length + 1 - receiver.base + 1;
            });
        }
        if (!facts.intakeOpen && RoleTable.eligible(state) && system.acknowledgesAfterSeal()
                && facts.acks - 1 + facts.base < world.sentTo(r)) {
            move(r, Cause.PROTOCOL, () -> " acknowledges position " + facts.acks + " after the seal",
                    w -> w.replicas[r].acks++);
        }
        if (state.role() == Role.BACKUP) {
            boolean gone = sourceGone(r, facts, Role.CUTOVER, Role.PRIMARY);
            if (gone || bounds.suspicionAnyTime()) {
                event(r, gone ? Cause.PROTOCOL : Cause.FAULT, " suspects its primary and seals", suspected);
            }
            if (PackedLog.find(facts.log, Entry.DETACH, facts.base) > 0) {
                event(r, Cause.PROTOCOL, " has acknowledged a detach", detachAcknowledged);
            }
        }
        if (state.role() == Role.SEALED) {
            event(r, Cause.PROTOCOL, " has consumed everything", drained);
        }
        if ((state.role() == Role.BACKUP || state.role() == Role.SEALED) && world.divergences < bounds.divergences()) {
            move(r, Cause.FAULT, () -> " diverges", w -> {
                w.divergences++;
                interpreter.handle(w, r, diverged);
            });
        }
    }

    private void lostForGood(int r, ReplicaFacts facts) {
        if (facts.intakeOpen && facts.cutOff && PackedLog.length(facts.log) < facts.sent) {
            move(r, Cause.FAULT, () -> " never gets what else was sent to it", w -> w.replicas[r].sent = 0);
        }
        if (!facts.intakeOpen && facts.source != NONE && world.linked(facts.source, r)
                && facts.acks > world.replicas[facts.source].acked) {
            move(r, Cause.FAULT, () -> "'s acknowledgements on the way are lost",
                    w -> w.replicas[r].acks = w.replicas[facts.source].acked);
        }
    }

    // ---- operator

    private void operator(int r, RoleState state) {
        if (world.powerOffs < bounds.powerOffs() && !roles.isRested(world.replicas[r].role)) {
            counted(r, " is asked to power off", powerOffRequested, w -> w.powerOffs++);
        }
        if (world.detaches < bounds.detaches() && state.role() == Role.PRIMARY) {
            counted(r, " is asked to detach its backup", detachRequested, w -> w.detaches++);
        }
    }

    /** A request that the role does not take is not used up. */
    private void counted(int r, String label, int request, Consumer<WorldState> use) {
        move(r, Cause.OPERATOR, () -> label, w -> {
            int before = w.replicas[r].role;
            interpreter.handle(w, r, request);
            if (w.replicas[r].role != before) {
                use.accept(w);
            }
        });
    }

    // ---- the arbiter

    private void atTheArbiter(int r, ReplicaFacts facts) {
        for (int kind = 0; kind < ExploredArbiter.KINDS; kind++) {
            if ((facts.requests >> kind & 1) != 0 && facts.answer == 0) {
                decide(r, kind);
            }
        }
        if (!RoleTable.exists(facts.role)) {
            return;
        }
        RoleState state = roles.state(facts.role);
        if (facts.answer != 0) {
            answer(r, facts, state);
        }
        boolean waits = state.asked() != null && (facts.requests >> arbiter.kind(state.asked()) & 1) == 0;
        if (waits && (facts.answer == 0 || bounds.lateAnswers())) {
            event(r, Cause.PROTOCOL, " has no answer and asks the arbiter again", unanswered);
        }
    }

    private void decide(int r, int kind) {
        int answer = arbiter.decide(r, kind, world.record);
        boolean granted = ExploredArbiter.granted(answer);
        move(r, Cause.PROTOCOL, () -> "'s " + ExploredArbiter.name(kind) + " is " + (granted ? "granted" : "refused")
                + "; the arbiter records " + ExploredArbiter.recordText(ExploredArbiter.recordOf(answer)), w -> {
            if (granted) {
                Outside.granted(w, r, kind, ExploredArbiter.recordOf(answer));
            }
            w.record = ExploredArbiter.recordOf(answer);
            w.replicas[r].requests &= ~(1 << kind);
            w.replicas[r].answer = answer;
        });
    }

    private void answer(int r, ReplicaFacts facts, RoleState state) {
        int event = arbiter.event(r, facts.answer, roles);
        String label = " is told that its " + ExploredArbiter.name(ExploredArbiter.kindOf(facts.answer)) + " is "
                + (ExploredArbiter.granted(facts.answer) ? "granted" : "refused");
        boolean goesLive = state.claimant() == RoleState.Claimant.BACKUP && ExploredArbiter.granted(facts.answer);
        int last = goesLive ? Math.max(facts.released, lastWatermark(r, facts)) : facts.released;
        for (int watermark = facts.released; watermark <= last; watermark++) {
            int told = watermark;
            move(r, Cause.PROTOCOL, () -> label + (goesLive ? ", with the watermark at " + told : ""), w -> {
                w.replicas[r].answer = 0;
                w.replicas[r].released = told;
                interpreter.handle(w, r, event);
            });
        }
        if (bounds.losses()) {
            move(r, Cause.FAULT, () -> "'s answer from the arbiter is lost", w -> w.replicas[r].answer = 0);
        }
    }

    private int lastWatermark(int r, ReplicaFacts facts) {
        int last = facts.watermark;
        if (!facts.cutOff && facts.source != NONE) {
            ReplicaFacts source = world.replicas[facts.source];
            last = system.watermark(source.released, PackedLog.outputs(source.log));
        }
        return Math.min(last, PackedLog.outputs(facts.log));
    }
}
