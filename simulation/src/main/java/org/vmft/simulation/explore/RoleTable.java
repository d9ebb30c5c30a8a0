package org.vmft.simulation.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.replication.internal.core.Transition;

/** The role states met so far, each once, and what the role core decided in them: it is asked once for each pair. */
final class RoleTable {
    /** Not started yet. */
    static final int UNBORN = 0;
    static final int DEAD = 1;

    private static final int RESERVED = 2;

    /** A decision of the role core. */
    record Step(int next, List<RoleAction> actions) {}

    private final RoleProtocol protocol;
    private final List<RoleState> states = new ArrayList<>();
    private final List<Step[]> decided = new ArrayList<>();
    private final List<Integer> rested = new ArrayList<>();
    private final Map<RoleState, Integer> indexes = new HashMap<>();
    private final List<RoleEvent> events = new ArrayList<>();
    private final Map<RoleEvent, Integer> numbers = new HashMap<>();
    private final int oneOfEach;
    private long decisions;

    RoleTable(RoleProtocol protocol) {
        this.protocol = protocol;
        for (int i = 0; i < RESERVED; i++) {
            states.add(null);
            decided.add(null);
            rested.add(i);
        }
        ReplicaId id = new ReplicaId(-1);
        ArbiterRequest request = ArbiterRequest.create(ExploredArbiter.VM, id, false);
        List.of(new RoleEvent.Boot(false), new RoleEvent.Answered(new Verdict(request, true, Optional.empty())),
                new RoleEvent.Unanswered(), new RoleEvent.JoinerAsks(id), new RoleEvent.Welcomed(1, 1, id),
                new RoleEvent.StateSaved(), new RoleEvent.StateSent(), new RoleEvent.StateVerified(),
                new RoleEvent.TransferFailed(""), new RoleEvent.Acknowledged(id, 1), new RoleEvent.Suspected(""),
                new RoleEvent.Sealed(1, true, true), new RoleEvent.Drained(), new RoleEvent.DetachAcknowledged(),
                new RoleEvent.ReplayDiverged(""), new RoleEvent.PeerDiverged(""), new RoleEvent.OutputDrained(),
                new RoleEvent.ControlLogged(1), new RoleEvent.WentLive(), new RoleEvent.DetachRequested(),
                new RoleEvent.PowerOffRequested("")).forEach(this::number);
        oneOfEach = events.size();
        if (oneOfEach != RoleEvent.class.getPermittedSubclasses().length) {
            throw new IllegalStateException("events: expected one of each kind, of "
                    + RoleEvent.class.getPermittedSubclasses().length + ", actual " + oneOfEach);
        }
    }

    /** Events are numbered, so that to look a decision up is to read an array. */
    int number(RoleEvent event) {
        return numbers.computeIfAbsent(event, added -> {
            events.add(added);
            return events.size() - 1;
        });
    }

    RoleEvent event(int number) {
        return events.get(number);
    }

    int index(RoleState state) {
        Integer known = indexes.get(state);
        if (known != null) {
            return known;
        }
        int index = states.size();
        indexes.put(state, index);
        states.add(state);
        decided.add(new Step[events.size()]);
        rested.add(null);
        return index;
    }

    static boolean exists(int index) {
        return index >= RESERVED;
    }

    RoleState state(int index) {
        return states.get(index);
    }

    boolean has(int index, Role role) {
        return exists(index) && states.get(index).role() == role;
    }

    Step on(int index, int event) {
        Step[] known = decided.get(index);
        if (event >= known.length) {
            known = Arrays.copyOf(known, events.size());
            decided.set(index, known);
        }
        if (known[event] == null) {
            Transition transition = protocol.on(states.get(index), events.get(event));
            known[event] = new Step(index(transition.state()), transition.actions());
            decisions++;
        }
        return known[event];
    }

    /**
     * A stand-in for the state of a replica that has stopped for good: all such states with one role are one. That
     * nothing moves them is not assumed: the core is asked. Any other state stands for itself.
     */
    int rested(int index) {
        Integer known = rested.get(index);
        if (known == null) {
            known = index;
            RoleState state = states.get(index);
            if (state.role().ended() && state.asked() == null && nothingMoves(index)) {
                known = index(new RoleState(state.vm(), ReplicaId.UNKNOWN, state.role(), 0, 0, ReplicaId.UNKNOWN, false,
                        false, RoleState.Claimant.NONE, null, RoleState.Stopping.NO, 0, false));
                rested.set(known, known);
            }
            rested.set(index, known);
        }
        return known;
    }

    boolean isRested(int index) {
        return exists(index) && states.get(index).role().ended() && states.get(index).asked() == null
                && states.get(rested(index)).self().equals(ReplicaId.UNKNOWN);
    }

    private boolean nothingMoves(int index) {
        for (int event = 0; event < oneOfEach; event++) {
            try {
                Step step = on(index, event);
                if (step.next() != index || !step.actions().isEmpty()) {
                    return false;
                }
            } catch (RuntimeException e) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return states.size() - RESERVED;
    }

    /** How often the core was asked. */
    long decisions() {
        return decisions;
    }

    String name(int index) {
        return index == UNBORN ? "UNBORN" : index == DEAD ? "DEAD" : states.get(index).role().toString();
    }

    static boolean eligible(RoleState state) {
        return state.role() == Role.BACKUP || state.role() == Role.SEALED || state.role() == Role.GOING_LIVE
                || state.role() == Role.CLAIMING && state.claimant() == RoleState.Claimant.BACKUP;
    }
}
