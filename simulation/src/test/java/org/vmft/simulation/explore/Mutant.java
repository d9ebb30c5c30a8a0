package org.vmft.simulation.explore;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.Role;
import org.vmft.arbiter.ArbiterLedger;
import org.vmft.arbiter.RecordStore;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleCore;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.replication.internal.core.Transition;

/** The production code with one mistake put into it, which counts how often the mistake changed something. */
abstract class Mutant implements ExploredSystem {
    static final RoleCore CORE = new RoleCore();

    private long changes;

    /** What the role core decides instead of {@code right}. */
    Transition decide(RoleState state, RoleEvent event, Transition right) {
        return right;
    }

    /** What the arbiter answers, over this store, instead of what the ledger would. */
    Verdict answer(Arbiter ledger, RecordStore store, ArbiterRequest request) throws ArbiterUnreachableException {
        return ledger.ask(request);
    }

    void changed() {
        changes++;
    }

    long changes() {
        return changes;
    }

    @Override
    public final RoleProtocol protocol() {
        return (state, event) -> {
            Transition right = CORE.on(state, event);
            Transition wrong = decide(state, event, right);
            if (!wrong.equals(right)) {
                changes++;
            }
            return wrong;
        };
    }

    @Override
    public final Arbiter arbiter(RecordStore store) {
        Arbiter ledger = new ArbiterLedger(store);
        return request -> answer(ledger, store, request);
    }

    static RoleState as(RoleState s, Role role) {
        return new RoleState(s.vm(), s.self(), role, s.incarnation(), s.generation(), s.peer(), s.transferred(),
                s.backupUsed(), RoleState.Claimant.NONE, null, s.stopping(), s.stoppingAt(), s.powerOffInLog());
    }

    static boolean isA(RoleAction action, Class<? extends RoleAction> type) {
        return type.isInstance(action);
    }

    static Transition without(Transition transition, Class<? extends RoleAction> type) {
        return new Transition(transition.state(), transition.actions().stream().filter(a -> !isA(a, type)).toList());
    }

    static Transition and(Transition transition, RoleAction action) {
        List<RoleAction> actions = new ArrayList<>(transition.actions());
        actions.add(action);
        return new Transition(transition.state(), actions);
    }

    /** Both, the second event in the state that the first leads to. */
    static Transition then(Transition first, RoleEvent event) {
        Transition second = CORE.on(first.state(), event);
        List<RoleAction> actions = new ArrayList<>(first.actions());
        actions.addAll(second.actions());
        return new Transition(second.state(), actions);
    }
}
