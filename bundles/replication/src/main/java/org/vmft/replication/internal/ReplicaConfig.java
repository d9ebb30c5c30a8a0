package org.vmft.replication.internal;

import java.util.List;

/**
 * What one replica is told at its start.
 *
 * @param listen where it accepts connections of other replicas
 * @param peers where other replicas of this virtual machine may accept connections
 * @param suspicionNanos silence after which a peer is suspected
 */
public record ReplicaConfig(String vm, String listen, List<String> peers, long suspicionNanos) {
    public static final long SUSPICION_NANOS_MIN = 100_000_000L;
    public static final long SUSPICION_NANOS_MAX = 60_000_000_000L;

    public ReplicaConfig {
        peers = List.copyOf(peers);
        if (suspicionNanos < SUSPICION_NANOS_MIN || suspicionNanos > SUSPICION_NANOS_MAX) {
            throw new IllegalArgumentException("suspicionMillis: expected " + SUSPICION_NANOS_MIN / 1_000_000 + ".."
                    + SUSPICION_NANOS_MAX / 1_000_000 + ", actual " + suspicionNanos / 1_000_000);
        }
    }

    long heartbeatNanos() {
        return suspicionNanos / 10;
    }

    /** Shorter than the suspicion time, by more than one heartbeat. */
    long leaseNanos() {
        return suspicionNanos * 6 / 10;
    }
}
