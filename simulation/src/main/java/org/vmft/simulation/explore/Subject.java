package org.vmft.simulation.explore;

import java.util.Set;

/** What is explored, within which bounds, and which invariants it is held to. */
record Subject(ExploredSystem system, Bounds bounds, Set<Invariant> heard, RoleTable roles,
        ExploredArbiter arbiter, Interpreter interpreter, NumberedEvents events) {
    static Subject of(ExploredSystem system, Bounds bounds, Set<Invariant> heard) {
        RoleTable roles = new RoleTable(system.protocol());
        ExploredArbiter arbiter = new ExploredArbiter(system, bounds.replicas());
        NumberedEvents events = new NumberedEvents(roles);
        return new Subject(system, bounds, heard, roles, arbiter,
                new Interpreter(system, arbiter, roles, events, bounds.replicas()), events);
    }
}
