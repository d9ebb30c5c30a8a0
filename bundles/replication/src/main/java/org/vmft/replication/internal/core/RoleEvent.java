package org.vmft.replication.internal.core;

import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;

/** What a replica's role reacts to. Events that do not fit the present role change nothing. */
public sealed interface RoleEvent {
    /** The replica begins: asks for an incarnation. {@code force}: an operator overrides the last one. */
    record Boot(boolean force) implements RoleEvent {}

    /** The arbiter answered. */
    record Answered(Verdict verdict) implements RoleEvent {}

    /** No answer from the arbiter within its bound. */
    record Unanswered() implements RoleEvent {}

    /** A new replica asks to become the backup. */
    record JoinerAsks(ReplicaId joiner) implements RoleEvent {}

    /** Joining: the primary accepted. */
    record Welcomed(long incarnation, long generation, ReplicaId primary) implements RoleEvent {}

    /** Cloning: the guest was stopped between steps and its state saved. */
    record StateSaved() implements RoleEvent {}

    /** Cloning: everything but the cut-over itself has been handed to the channel. */
    record StateSent() implements RoleEvent {}

    /** Joining: the state is complete and its digest is the primary's. */
    record StateVerified() implements RoleEvent {}

    /** The clone cannot go on: link lost, peer silent or gone, state unusable. */
    record TransferFailed(String reason) implements RoleEvent {}

    /** The backup {@code from} has received everything up to {@code position}. */
    record Acknowledged(ReplicaId from, long position) implements RoleEvent {}

    /** The peer may be gone; {@code detector} says how that was noticed. */
    record Suspected(String detector) implements RoleEvent {}

    /** The intake is sealed with these entries in 1..S. */
    record Sealed(long lastPosition, boolean detach, boolean powerOff) implements RoleEvent {}

    /** Sealed: everything in 1..S is consumed. */
    record Drained() implements RoleEvent {}

    /** Backup: a Detach was acknowledged. */
    record DetachAcknowledged() implements RoleEvent {}

    /** Backup: the replay left the log. */
    record ReplayDiverged(String detail) implements RoleEvent {}

    /** Primary: the backup says that its replay left the log. */
    record PeerDiverged(String detail) implements RoleEvent {}

    /** Nothing is held any more. Told again whenever asked for by {@link RoleCore#wantsOutputDrained}. */
    record OutputDrained() implements RoleEvent {}

    /** A control entry was logged at this position. */
    record ControlLogged(long position) implements RoleEvent {}

    /** Going live: the guest records, the address was announced, output was emitted again. */
    record WentLive() implements RoleEvent {}

    /** An operator gives the backup up. */
    record DetachRequested() implements RoleEvent {}

    /** An operator, or the guest itself, switches the virtual machine off. */
    record PowerOffRequested(String reason) implements RoleEvent {}
}
