package org.vmft.simulation.mutation;

import org.vmft.api.arbiter.Verdict;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** Any answer of the arbiter is taken for the answer to the present question. */
final class UncorrelatedAnswers implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        RoleProtocol right = production.protocol();
        return Ports.with(production, (state, event) -> right.on(state,
                event instanceof RoleEvent.Answered answer && state.asked() != null
                        ? new RoleEvent.Answered(new Verdict(state.asked(), answer.verdict().granted(),
                                answer.verdict().record()))
                        : event));
    }
}
