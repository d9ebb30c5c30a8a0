package org.vmft.simulation.mutation;

import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest.Operation;
import org.vmft.api.arbiter.Verdict;
import org.vmft.simulation.world.Mutation;

/** A generation that was won is granted to the next who asks for it. */
final class ArbiterGrantsTwice implements Mutation {
    @Override
    public Arbiter arbiter(Arbiter production) {
        return request -> {
            Verdict verdict = production.ask(request);
            boolean wonByAnother = request.operation() == Operation.CLAIM && verdict.record()
                    .filter(record -> record.generation() == request.generation() && !record.off()
                            && record.incarnation() == request.incarnation()).isPresent();
            return wonByAnother ? new Verdict(request, true, verdict.record()) : verdict;
        };
    }
}
