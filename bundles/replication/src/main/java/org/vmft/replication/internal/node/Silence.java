package org.vmft.replication.internal.node;

import java.util.Optional;

/** Which of many questions without an answer are worth a warning: the first for each reason. Pure: time is an argument. */
final class Silence {
    static final String ABSENT = "no arbiter is present";
    /** A node's arbiter is a service of its own, which comes up a moment later, on a busy machine a second. */
    static final long ABSENT_NANOS_MAX = 3_000_000_000L;

    private String warned = "";
    private Optional<Long> absentSince = Optional.empty();

    /** Whether to warn of it. */
    boolean worthAWarning(String why, long now) {
        absentSince = why.equals(ABSENT) ? absentSince.or(() -> Optional.of(now)) : Optional.empty();
        if (why.equals(warned) || absentSince.isPresent() && now - absentSince.get() < ABSENT_NANOS_MAX) {
            return false;
        }
        warned = why;
        return true;
    }

    /** There was an answer; returns whether it is worth telling, after a warning. */
    boolean ended() {
        boolean told = !warned.isEmpty();
        warned = "";
        absentSince = Optional.empty();
        return told;
    }
}
