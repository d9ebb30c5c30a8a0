package org.vmft.simulation.explore;

import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.simulation.explore.PackedLog.Entry;

/** The joiner's and the backup's side of a pairing. */
final class BackupMoves {
    private static final int NONE = ReplicaFacts.NONE;

    private final Moves moves;
    private final Subject subject;

    BackupMoves(Moves moves, Subject subject) {
        this.moves = moves;
        this.subject = subject;
    }

    void joining(int r, ReplicaFacts facts, RoleState state) {
        if (state.role() != Role.JOINING) {
            return;
        }
        WorldState world = moves.world();
        if (facts.cutOverComing) {
            moves.move(r, Cause.PROTOCOL, () -> " has the complete state " + PackedLog.text(PackedLog.prefix(
                    world.replicas[facts.source].log, facts.base)) + " and acknowledges it",
                    w -> subject.interpreter().cutOver(w, r));
        }
        boolean gone = sourceGone(r, facts, Role.CLONING, Role.CUTOVER);
        if (gone || subject.bounds().losses() || subject.bounds().suspicionAnyTime()) {
            Cause cause = gone && !facts.cutOverComing ? Cause.PROTOCOL : Cause.FAULT;
            ends(r, cause, " loses the link to the replica it joins", subject.events().linkLost);
            ends(r, cause, " suspects the replica it joins", subject.events().suspected);
        }
    }

    private void ends(int r, Cause cause, String label, int event) {
        moves.move(r, cause, () -> label, w -> {
            w.replicas[r].cutOverComing = false;
            subject.interpreter().handle(w, r, event);
        });
    }

    private boolean sourceGone(int r, ReplicaFacts facts, Role one, Role other) {
        if (facts.source == NONE || !moves.world().linked(facts.source, r)) {
            return true;
        }
        int role = moves.world().replicas[facts.source].role;
        return !subject.roles().has(role, one) && !subject.roles().has(role, other);
    }

    void backup(int r, ReplicaFacts facts, RoleState state) {
        intake(r, facts, state);
        if (state.role() == Role.BACKUP) {
            boolean gone = sourceGone(r, facts, Role.CUTOVER, Role.PRIMARY);
            if (gone || subject.bounds().suspicionAnyTime()) {
                moves.event(r, gone ? Cause.PROTOCOL : Cause.FAULT, " suspects its primary and seals",
                        subject.events().suspected);
            }
            if (PackedLog.find(facts.log, Entry.DETACH, facts.base) > 0) {
                moves.event(r, Cause.PROTOCOL, " has acknowledged a detach", subject.events().detachAcknowledged);
            }
        }
        if (state.role() == Role.SEALED) {
            moves.event(r, Cause.PROTOCOL, " has consumed everything", subject.events().drained);
        }
        boolean replays = state.role() == Role.BACKUP || state.role() == Role.SEALED;
        if (replays && moves.world().divergences < subject.bounds().divergences()) {
            moves.move(r, Cause.FAULT, () -> " diverges", w -> {
                w.divergences++;
                subject.interpreter().handle(w, r, subject.events().diverged);
            });
        }
    }

    private void intake(int r, ReplicaFacts facts, RoleState state) {
        WorldState world = moves.world();
        int length = PackedLog.length(facts.log);
        if (facts.intakeOpen && length < world.sentTo(r)) {
            Entry entry = PackedLog.at(world.replicas[facts.source].log, length + 1);
            moves.move(r, Cause.PROTOCOL, () -> " receives and acknowledges " + entry, w -> {
                w.replicas[r].log = PackedLog.append(facts.log, entry);
                w.replicas[r].acks = length + 1 - facts.base + 1;
            });
        }
        if (!facts.intakeOpen && RoleTable.eligible(state) && subject.system().acknowledgesAfterSeal()
                && facts.acks - 1 + facts.base < world.sentTo(r)) {
            moves.move(r, Cause.PROTOCOL, () -> " acknowledges position " + facts.acks + " after the seal",
                    w -> w.replicas[r].acks++);
        }
    }

    /** What is on the way from a replica that is gone, or has said its last, need not arrive. */
    void lost(int r, ReplicaFacts facts) {
        if (facts.intakeOpen && facts.cutOff && PackedLog.length(facts.log) < facts.sent) {
            moves.move(r, Cause.FAULT, () -> " never gets what else was sent to it", w -> w.replicas[r].sent = 0);
        }
        if (!facts.intakeOpen && facts.source != NONE && moves.world().linked(facts.source, r)
                && facts.acks > moves.world().replicas[facts.source].acked) {
            moves.move(r, Cause.FAULT, () -> "'s acknowledgements on the way are lost",
                    w -> w.replicas[r].acks = w.replicas[facts.source].acked);
        }
    }
}
