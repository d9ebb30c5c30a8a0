package org.vmft.simulation.mutation;

import org.vmft.api.replica.ReplicaId;
import org.vmft.simulation.world.Mutation;

/** Replicas are known by the node they run on: two of one virtual machine on one node share an id. */
final class NodeNameAsClaimant implements Mutation {
    @Override
    public ReplicaId id(ReplicaId fresh, String host) {
        return new ReplicaId(host.charAt(0));
    }
}
