package org.vmft.api.arbiter;

import org.vmft.api.replica.ReplicaId;

/** What the arbiter keeps of a virtual machine: its newest incarnation, the highest generation granted, and to whom. */
public record ArbiterRecord(String vm, long incarnation, long generation, ReplicaId winner, boolean off) {}
