package org.vmft.simulation.explore;

import org.vmft.replication.internal.core.RoleState;

/** Requests to the arbiter and its answers. At most one answer is on its way to a replica; further requests wait. */
final class ArbiterMoves {
    private final Moves moves;
    private final Subject subject;

    ArbiterMoves(Moves moves, Subject subject) {
        this.moves = moves;
        this.subject = subject;
    }

    void each(int r, ReplicaFacts facts) {
        for (int kind = 0; kind < ExploredArbiter.KINDS; kind++) {
            if ((facts.requests >> kind & 1) != 0 && facts.answer == 0) {
                decide(r, kind);
            }
        }
        if (!RoleTable.exists(facts.role)) {
            return;
        }
        RoleState state = subject.roles().state(facts.role);
        if (facts.answer != 0) {
            answer(r, facts, state);
        }
        boolean waits = state.asked() != null && (facts.requests >> subject.arbiter().kind(state.asked()) & 1) == 0;
        if (waits && (facts.answer == 0 || subject.bounds().lateAnswers())) {
            moves.event(r, Cause.PROTOCOL, " has no answer and asks the arbiter again", subject.events().unanswered);
        }
    }

    private void decide(int r, int kind) {
        int answer = subject.arbiter().decide(r, kind, moves.world().record);
        boolean granted = ExploredArbiter.granted(answer);
        int record = ExploredArbiter.recordOf(answer);
        moves.move(r, Cause.PROTOCOL, () -> "'s " + ExploredArbiter.name(kind) + " is " + (granted ? "granted" : "refused")
                + "; the arbiter records " + ExploredArbiter.recordText(record), w -> {
            if (granted) {
                Outside.granted(w, r, kind, record);
            }
            w.record = record;
            w.replicas[r].requests &= ~(1 << kind);
            w.replicas[r].answer = answer;
        });
    }

    private void answer(int r, ReplicaFacts facts, RoleState state) {
        int event = subject.arbiter().event(r, facts.answer, subject.roles());
        boolean granted = ExploredArbiter.granted(facts.answer);
        String label = " is told that its " + ExploredArbiter.name(ExploredArbiter.kindOf(facts.answer)) + " is "
                + (granted ? "granted" : "refused");
        boolean goesLive = state.claimant() == RoleState.Claimant.BACKUP && granted;
        int last = goesLive ? Math.max(facts.released, lastWatermark(facts)) : facts.released;
        for (int watermark = facts.released; watermark <= last; watermark++) {
            int told = watermark;
            moves.move(r, Cause.PROTOCOL, () -> label + (goesLive ? ", with the watermark at " + told : ""), w -> {
                w.replicas[r].answer = 0;
                w.replicas[r].released = told;
                subject.interpreter().handle(w, r, event);
            });
        }
        if (subject.bounds().losses()) {
            moves.move(r, Cause.FAULT, () -> "'s answer from the arbiter is lost", w -> w.replicas[r].answer = 0);
        }
    }

    /** A watermark is read only now: whichever one has arrived by then may be the last. */
    private int lastWatermark(ReplicaFacts facts) {
        int last = facts.watermark;
        if (!facts.cutOff && facts.source != ReplicaFacts.NONE) {
            ReplicaFacts source = moves.world().replicas[facts.source];
            last = subject.system().watermark(source.released, PackedLog.outputs(source.log));
        }
        return Math.min(last, PackedLog.outputs(facts.log));
    }
}
