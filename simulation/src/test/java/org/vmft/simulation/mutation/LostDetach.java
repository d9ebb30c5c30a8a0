package org.vmft.simulation.mutation;

import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.replication.internal.core.RoleState.Stopping;
import org.vmft.replication.internal.core.Transition;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** A detach takes effect when it is logged, and not when the backup has acknowledged it. */
final class LostDetach implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        RoleProtocol right = production.protocol();
        return Ports.with(production, (state, event) -> {
            Transition logged = right.on(state, event);
            return event instanceof RoleEvent.ControlLogged control && logged.state().stopping() == Stopping.DETACH
                    ? right.on(logged.state(), new RoleEvent.Acknowledged(state.peer(), control.position())) : logged;
        });
    }
}
