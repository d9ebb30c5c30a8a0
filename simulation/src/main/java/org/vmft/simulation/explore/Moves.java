package org.vmft.simulation.explore;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vmft.replication.internal.core.RoleState;

/**
 * Everything that can happen next in a world. Delay, pauses and partitions need no move: what is on its way may arrive
 * now or at any later time, or never.
 */
final class Moves {
    /** Told of each. */
    interface Visitor {
        /** The world is the visitor's only during the call. */
        void move(WorldState next, Cause cause, Supplier<String> label);
    }

    private final Subject subject;
    private final CanonicalForm canonical;
    private final GuestMoves guest;
    private final PrimaryMoves primary;
    private final BackupMoves backup;
    private final ArbiterMoves arbiter;
    private final WorldState next;
    private WorldState world;
    private Visitor visitor;

    Moves(Subject subject, CanonicalForm canonical) {
        this.subject = subject;
        this.canonical = canonical;
        guest = new GuestMoves(this, subject);
        primary = new PrimaryMoves(this, subject);
        backup = new BackupMoves(this, subject);
        arbiter = new ArbiterMoves(this, subject);
        next = new WorldState(subject.bounds().replicas(), subject.heard());
    }

    /** All that can happen in {@code from}, which is not changed. */
    void each(WorldState from, Visitor to) {
        world = from;
        visitor = to;
        boot();
        for (int r = 0; r < subject.bounds().replicas(); r++) {
            ReplicaFacts facts = world.replicas[r];
            arbiter.each(r, facts);
            if (subject.bounds().losses()) {
                backup.lost(r, facts);
            }
            if (RoleTable.exists(facts.role)) {
                each(r, facts, subject.roles().state(facts.role));
            }
        }
    }

    private void each(int r, ReplicaFacts facts, RoleState state) {
        guest.each(r, facts, state);
        guest.operator(r, state);
        primary.each(r, facts, state);
        backup.joining(r, facts, state);
        backup.backup(r, facts, state);
        if (world.crashes < subject.bounds().crashes() && !subject.roles().isRested(facts.role)) {
            move(r, Cause.FAULT, () -> " crashes", w -> crash(w, r));
        }
    }

    private void boot() {
        int replica = firstUnborn();
        if (world.boots < subject.bounds().boots() && replica != ReplicaFacts.NONE) {
            move(replica, Cause.OPERATOR, () -> " boots the virtual machine", w -> {
                w.boots++;
                subject.interpreter().boot(w, replica);
            });
        }
    }

    private void crash(WorldState w, int replica) {
        w.letGo(replica, subject.system());
        w.replicas[replica].role = RoleTable.DEAD;
        w.crashes++;
    }

    /** The world before the move. */
    WorldState world() {
        return world;
    }

    int firstUnborn() {
        for (int r = 0; r < subject.bounds().replicas(); r++) {
            if (world.replicas[r].role == RoleTable.UNBORN) {
                return r;
            }
        }
        return ReplicaFacts.NONE;
    }

    /** A replica is told of an event. */
    void event(int replica, Cause cause, String label, int event) {
        move(replica, cause, () -> label, w -> subject.interpreter().handle(w, replica, event));
    }

    /** A replica's doing; it may also die in the middle of it, after each thing that others can notice. */
    void move(int replica, Cause cause, Supplier<String> label, Consumer<WorldState> change) {
        int effects = tryOut(replica, cause, label, change, Integer.MAX_VALUE);
        if (effects > 1 && world.crashes < subject.bounds().crashes()) {
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
}
