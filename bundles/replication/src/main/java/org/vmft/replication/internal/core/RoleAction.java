package org.vmft.replication.internal.core;

import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.log.LogEntry;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;

/** What a replica has to do after an event, in the order given. */
public sealed interface RoleAction {
    /** Asks the arbiter, without waiting. */
    record Ask(ArbiterRequest request) implements RoleAction {}

    /** Sets the rule by which output leaves. */
    record Release(ReleaseMode mode) implements RoleAction {}

    /** Accepts the joiner, stops the guest between steps, saves the state (then StateSaved), sends it (then StateSent). */
    record BeginTransfer(ReplicaId joiner) implements RoleAction {}

    /** Sends the message that makes the joiner eligible. */
    record SendCutOver() implements RoleAction {}

    /** Gives the clone up and closes the link. */
    record AbortTransfer(String reason) implements RoleAction {}

    /** Backup: begins to accept entries and acknowledges position 0. */
    record OpenIntake() implements RoleAction {}

    /** Backup: receives and acknowledges no more (then Sealed). */
    record Seal() implements RoleAction {}

    /** Logs a control entry at the guest's present step (then ControlLogged). */
    record LogControl(LogEntry.Control entry) implements RoleAction {}

    /** Tells the peer that the replay left the log. */
    record TellDiverged(String detail) implements RoleAction {}

    /** Keeps log and state for an operator. */
    record KeepEvidence(String detail) implements RoleAction {}

    /** Records from here on; binds and announces the address (then WentLive). */
    record GoLive() implements RoleAction {}

    /** A winner of a machine that is being switched off: binds the address so that what is emitted again is carried. */
    record EmitOnly() implements RoleAction {}

    /** Lets the link to the peer go; the pairing is over. */
    record Unpair(String reason) implements RoleAction {}

    /** The replica has stopped for good. */
    record End(String reason) implements RoleAction {}
}
