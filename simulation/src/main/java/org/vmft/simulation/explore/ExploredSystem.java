package org.vmft.simulation.explore;

import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.replica.ReplicaId;
import org.vmft.arbiter.ArbiterLedger;
import org.vmft.arbiter.RecordStore;
import org.vmft.replication.internal.core.RoleCore;
import org.vmft.replication.internal.core.RoleProtocol;

/**
 * The parts that decide, and what is taken for granted of the parts around them. The defaults are the production code
 * and its guarantees; a test replaces one to see that its absence is noticed.
 */
interface ExploredSystem {
    ExploredSystem PRODUCTION = new ExploredSystem() { };

    default RoleProtocol protocol() {
        return new RoleCore();
    }

    default Arbiter arbiter(RecordStore store) {
        return new ArbiterLedger(store);
    }

    default ReplicaId id(int replica) {
        return new ReplicaId(replica + 1L);
    }

    /** Whether a sealed intake still acknowledges what arrives, which the guest then never consumes. */
    default boolean acknowledgesAfterSeal() {
        return false;
    }

    /** The highest watermark that a primary may have sent, of whose {@code held} outputs {@code released} have left. */
    default int watermark(int released, int held) {
        return released;
    }

    /** What the guest of a backup has consumed of the log 1..S when it goes live. */
    default int consumed(int log) {
        return log;
    }
}
