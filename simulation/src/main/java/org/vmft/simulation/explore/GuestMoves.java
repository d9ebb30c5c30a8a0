package org.vmft.simulation.explore;

import java.util.function.Consumer;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleCore;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.simulation.explore.PackedLog.Entry;

/**
 * What a live guest does, what becomes of its output, and what an operator wants of it. Its program: an output, an
 * instruction with one of two results, and so on; one input may come before each.
 */
final class GuestMoves {
    private static final Entry[] EVEN = {Entry.OUT};
    private static final Entry[] ODD = {Entry.IR0, Entry.IR1};

    private final Moves moves;
    private final Subject subject;

    GuestMoves(Moves moves, Subject subject) {
        this.moves = moves;
        this.subject = subject;
    }

    void each(int r, ReplicaFacts facts, RoleState state) {
        Interpreter interpreter = subject.interpreter();
        if (state.role().live() && state.guestRuns()) {
            execute(r, facts);
        }
        if (facts.gate == ReplicaFacts.AWAIT_ACK && interpreter.mayRelease(facts)) {
            moves.move(r, Cause.PROTOCOL, () -> " releases output " + (facts.released + 1),
                    w -> interpreter.release(w, r));
        }
        if (RoleCore.wantsOutputDrained(state) && interpreter.nothingHeld(facts)) {
            moves.event(r, Cause.PROTOCOL, " holds no output any more", subject.events().outputDrained);
        }
    }

    private void execute(int r, ReplicaFacts facts) {
        int control = PackedLog.count(facts.log, Entry.DETACH) + PackedLog.count(facts.log, Entry.OFF);
        int length = PackedLog.length(facts.log);
        if (length - control >= subject.bounds().entries()) {
            return;
        }
        int last = length;
        while (last > 0 && PackedLog.at(facts.log, last).ordinal() > Entry.IR1.ordinal()) {
            last--;
        }
        if (subject.bounds().inputs() && (last == 0 || PackedLog.at(facts.log, last) != Entry.IN)) {
            log(r, Entry.IN);
        }
        int instructions = length - control - PackedLog.count(facts.log, Entry.IN);
        for (Entry entry : instructions % 2 == 0 ? EVEN : ODD) {
            log(r, entry);
        }
    }

    private void log(int r, Entry entry) {
        moves.move(r, Cause.PROTOCOL, () -> " executes and logs " + entry, w -> {
            w.replicas[r].log = PackedLog.append(w.replicas[r].log, entry);
            subject.interpreter().releaseAtOnce(w, r);
        });
    }

    void operator(int r, RoleState state) {
        WorldState world = moves.world();
        if (world.powerOffs < subject.bounds().powerOffs() && !subject.roles().isRested(world.replicas[r].role)) {
            request(r, " is asked to power off", subject.events().powerOffRequested, w -> w.powerOffs++);
        }
        if (world.detaches < subject.bounds().detaches() && state.role() == Role.PRIMARY) {
            request(r, " is asked to detach its backup", subject.events().detachRequested, w -> w.detaches++);
        }
    }

    /** A request that the role does not take is not used up. */
    private void request(int r, String label, int request, Consumer<WorldState> use) {
        moves.move(r, Cause.OPERATOR, () -> label, w -> {
            int before = w.replicas[r].role;
            subject.interpreter().handle(w, r, request);
            if (w.replicas[r].role != before) {
                use.accept(w);
            }
        });
    }
}
