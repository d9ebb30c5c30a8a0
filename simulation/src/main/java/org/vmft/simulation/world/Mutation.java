package org.vmft.simulation.world;

import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.replica.ReplicaId;
import org.vmft.replication.internal.ReplicaPorts;

/**
 * A wrong system in place of the right one: replaced ports, or replaced identities. The witness and the reference run
 * are never replaced.
 */
public interface Mutation {
    Mutation NONE = new Mutation() { };

    default ReplicaPorts ports(ReplicaPorts production, Process process) {
        return production;
    }

    default Arbiter arbiter(Arbiter production) {
        return production;
    }

    default ReplicaId id(ReplicaId fresh, String host) {
        return fresh;
    }
}
