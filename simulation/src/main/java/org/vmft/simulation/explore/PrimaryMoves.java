package org.vmft.simulation.explore;

import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleState;

/** The primary's side of a clone or pairing. */
final class PrimaryMoves {
    private static final int NONE = ReplicaFacts.NONE;

    private final Moves moves;
    private final Subject subject;

    PrimaryMoves(Moves moves, Subject subject) {
        this.moves = moves;
        this.subject = subject;
    }

    void each(int r, ReplicaFacts facts, RoleState state) {
        if (state.role() == Role.SOLO && state.generation() < subject.bounds().generations()) {
            joiner(r);
        }
        if (state.role() == Role.CLONING && state.transferred()) {
            moves.event(r, Cause.PROTOCOL, " has sent its state, and sends the cut-over", subject.events().stateSent);
        }
        if (state.role() == Role.CLONING || state.paired()) {
            suspicion(r, facts);
        }
        if (facts.partner == NONE) {
            return;
        }
        if (state.paired() && subject.roles().has(moves.world().replicas[facts.partner].role, Role.DIVERGED)) {
            moves.event(r, Cause.PROTOCOL, " hears that its backup diverged", subject.events().peerDiverged);
        }
        acknowledgements(r, facts);
    }

    private void joiner(int r) {
        int joiner = moves.firstUnborn();
        if (joiner != NONE) {
            moves.move(r, Cause.OPERATOR, () -> " is asked by r" + joiner + ", which wants to join",
                    w -> subject.interpreter().joinerAsks(w, r, joiner));
        }
    }

    private void suspicion(int r, ReplicaFacts facts) {
        boolean gone = !moves.world().linked(r, facts.partner) || !follows(moves.world().replicas[facts.partner].role);
        if (gone || subject.bounds().suspicionAnyTime()) {
            Cause cause = gone ? Cause.PROTOCOL : Cause.FAULT;
            moves.event(r, cause, " suspects its peer", subject.events().suspected);
            moves.event(r, cause, " loses the link to its peer", subject.events().linkLost);
        }
    }

    private boolean follows(int role) {
        return subject.roles().has(role, Role.JOINING) || subject.roles().has(role, Role.BACKUP);
    }

    /** From the other end of the link, or from whoever goes by the same id. */
    private void acknowledgements(int r, ReplicaFacts facts) {
        Interpreter interpreter = subject.interpreter();
        for (int other = 0; other < subject.bounds().replicas(); other++) {
            ReplicaFacts from = moves.world().replicas[other];
            int sender = other;
            if (other != r && from.source == r && interpreter.id(other).equals(interpreter.id(facts.partner))
                    && (other != facts.partner || !from.cutOff) && from.acks > facts.acked) {
                moves.move(r, Cause.PROTOCOL, () -> " receives Ack(" + facts.acked + ") of r" + sender, w -> {
                    w.replicas[r].acked++;
                    w.replicas[r].ackUntold = true;
                });
            }
        }
        if (facts.ackUntold) {
            RoleEvent event = new RoleEvent.Acknowledged(interpreter.id(facts.partner), facts.acked - 1);
            moves.move(r, Cause.PROTOCOL, () -> " acts on Ack(" + (facts.acked - 1) + ")", w -> {
                w.replicas[r].ackUntold = false;
                interpreter.handle(w, r, subject.roles().number(event));
            });
        }
    }
}
