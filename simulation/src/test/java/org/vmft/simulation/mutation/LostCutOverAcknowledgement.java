package org.vmft.simulation.mutation;

import org.vmft.api.replica.Role;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** A cut-over that is not acknowledged is given up like any clone, and the next joiner is taken without a claim. */
final class LostCutOverAcknowledgement implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        RoleProtocol right = production.protocol();
        return Ports.with(production, (state, event) -> {
            boolean lost = event instanceof RoleEvent.Suspected || event instanceof RoleEvent.TransferFailed;
            return right.on(state.role() == Role.CUTOVER && lost ? stillCloning(state) : state, event);
        });
    }

    private static RoleState stillCloning(RoleState s) {
        return new RoleState(s.vm(), s.self(), Role.CLONING, s.incarnation(), s.generation(), s.peer(), true, false,
                s.claimant(), s.asked(), s.stopping(), s.stoppingAt(), s.powerOffInLog());
    }
}
