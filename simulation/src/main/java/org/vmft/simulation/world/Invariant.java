package org.vmft.simulation.world;

import java.util.EnumSet;
import java.util.Set;

/** What must hold in every history. */
public enum Invariant {
    ONE_HISTORY_OUTSIDE("what leaves twice is the same both times", true),
    STALE_RELEASE_KNOWN("a stale release is in the winner's history", true),
    NO_ACKNOWLEDGED_OUTPUT_LOST("no acknowledged output is lost", true),
    ONE_ANSWER("one answer for each request", true),
    COUNTED_ONCE("every request is counted once", true),
    UNREPLICATED_RUN("the client's stream is that of one unreplicated run", true),
    DIGESTS_EQUAL("digests are equal at equal steps", true),
    DIVERGED_NEVER_LIVE("divergence never goes live", true),
    ENDED_NEVER_LIVE("power-off and detach never go live", true),
    LOSS_IS_INHERENT("the virtual machine is lost only with everybody who could go on", true),
    PROTECTED_AGAIN("once faults stop, the pair is protected again", true),

    RELEASE_COVERED("a release needs an acknowledged mark or a won claim", false),
    RELEASED_IN_ORDER("a replica releases its outputs once, in order", false),
    BACKUP_WITHIN_LOG("a backup stays within its log", false),
    REPLAY_FOLLOWS_LOG("a replay follows its log", false),
    ONE_BACKUP("one eligible backup per generation", false),
    ONE_GRANT("one grant per generation", false),
    LIVE_IS_WINNER("whoever runs live has won its generation", false),
    WINNER_GOES_ON("a winner goes on", false),
    ROLES_AS_DOCUMENTED("roles change as documented", false),
    OFF_IS_MARKED("a power-off is marked", false),
    NOTHING_FAILS("no replica fails by itself", false);

    private final String text;
    private final boolean outcome;

    Invariant(String text, boolean outcome) {
        this.text = text;
        this.outcome = outcome;
    }

    /**
     * Whether it speaks of what users and operators get, and not of how the protocol obtains it. Only these count as
     * having caught a mutation: a rule that forbids the very thing that was mutated proves nothing.
     */
    public boolean outcome() {
        return outcome;
    }

    public static Set<Invariant> all() {
        return EnumSet.allOf(Invariant.class);
    }

    public static Set<Invariant> outcomes() {
        Set<Invariant> outcomes = all();
        outcomes.removeIf(invariant -> !invariant.outcome);
        return outcomes;
    }

    @Override
    public String toString() {
        return text;
    }
}
