package org.vmft.network;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A warning about something that strangers can cause as often as they like: what is said of it does not grow with that. One thread. */
final class RareWarning {
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> log;
    private boolean said;
    private long saidAt;
    private long unsaid;

    RareWarning(Consumer<String> log) {
        this.log = log;
    }

    /** Says it, or counts it for the next time that something is said. */
    void say(String what, long now) {
        if (said && now - saidAt < INTERVAL_NANOS) {
            unsaid++;
            return;
        }
        log.accept(unsaid == 0 ? what : what + " (and " + unsaid + " such events not told)");
        said = true;
        saidAt = now;
        unsaid = 0;
    }
}
