package org.vmft.replication.internal.core;

/** Decides a replica's role: a pure function of the state and what happened. */
@FunctionalInterface
public interface RoleProtocol {
    Transition on(RoleState state, RoleEvent event);
}
