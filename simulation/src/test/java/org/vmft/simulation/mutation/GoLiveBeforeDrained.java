package org.vmft.simulation.mutation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.replica.Role;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.replication.internal.core.Transition;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** A sealed backup claims at once and goes live after the flush that it is executing: the rest is forgotten. */
final class GoLiveBeforeDrained implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        return Ports.with(Ports.with(production, hasty(production.protocol())),
                new ChangedMachines(production.machines(), vm -> vm, Forgetful::new));
    }

    private static RoleProtocol hasty(RoleProtocol right) {
        return (state, event) -> {
            Transition sealed = right.on(state, event);
            if (!(event instanceof RoleEvent.Sealed) || sealed.state().role() != Role.SEALED) {
                return sealed;
            }
            Transition claiming = right.on(sealed.state(), new RoleEvent.Drained());
            List<RoleAction> actions = new ArrayList<>(sealed.actions());
            actions.addAll(claiming.actions());
            return new Transition(claiming.state(), actions);
        };
    }

    private static final class Forgetful extends ForwardingMachine {
        private final Deque<Flush> waiting = new ArrayDeque<>();
        private boolean executing;

        Forgetful(VirtualMachine vm) {
            super(vm);
        }

        @Override
        public void supply(Flush flush) {
            waiting.addLast(flush);
        }

        @Override
        public Turn turn(long now) {
            if (!vm.recording() && !executing && !waiting.isEmpty()) {
                vm.supply(waiting.removeFirst());
            }
            Turn turn = vm.turn(now);
            executing = !(turn instanceof Turn.NeedEntries);
            return !executing && !waiting.isEmpty() ? new Turn.Ran() : turn;
        }

        @Override
        public void goLive(long now) {
            waiting.clear();
            while (executing) {
                turn(now);
            }
            vm.goLive(now);
        }
    }
}
