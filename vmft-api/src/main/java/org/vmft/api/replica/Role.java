package org.vmft.api.replica;

/** The role of a replica. */
public enum Role {
    /** Asks the arbiter for a new incarnation. */
    BOOTING,
    /** Runs live and alone, as the recorded winner of its generation. */
    SOLO,
    /** Runs live and sends its state to a joiner; may still go back to SOLO without a claim. */
    CLONING,
    /** The cut-over has been sent: the joiner may already be an eligible backup. Any loss now goes through CLAIMING. */
    CUTOVER,
    /** Runs live; its backup has acknowledged the cut-over. */
    PRIMARY,
    /** Receives the state of a running replica; not eligible. */
    JOINING,
    /** Replays, acknowledges, and may claim. */
    BACKUP,
    /** Receives and acknowledges no more; consumes exactly what it has. */
    SEALED,
    /** Has asked the arbiter for the next generation; only the answer changes the role. */
    CLAIMING,
    /** Has won; announces its address and emits again what the old primary may not have. */
    GOING_LIVE,
    /** Lost a claim: stopped for good, state kept for an operator. */
    FENCED,
    /** Its replay left the log: stopped for good, evidence kept. */
    DIVERGED,
    /** The join ended before the state was complete; never eligible. */
    ABORTED,
    /** Was given up by an acknowledged detach; never claims. */
    DETACHED,
    /** The virtual machine was switched off. */
    POWERED_OFF;

    /** Whether the guest runs live in this role. */
    public boolean live() {
        return this == SOLO || this == CLONING || this == CUTOVER || this == PRIMARY;
    }

    /** Whether the replica has stopped for good. */
    public boolean ended() {
        return this == FENCED || this == DIVERGED || this == ABORTED || this == DETACHED || this == POWERED_OFF;
    }
}
