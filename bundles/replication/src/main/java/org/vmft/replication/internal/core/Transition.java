package org.vmft.replication.internal.core;

import java.util.List;

/** The state after an event, and what to do. */
public record Transition(RoleState state, List<RoleAction> actions) {
    public Transition {
        actions = List.copyOf(actions);
    }

    static Transition to(RoleState state, RoleAction... actions) {
        return new Transition(state, List.of(actions));
    }
}
