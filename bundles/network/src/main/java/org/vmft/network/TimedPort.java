package org.vmft.network;

import java.util.OptionalLong;

/** A port of the switch at which something happens by itself as time passes. {@code now} is monotonic, in ns. */
interface TimedPort extends SwitchPort {
    /** Handles what has been delivered, and what is due. */
    void run(long now);

    /** Nanoseconds until {@link #run} has something to do, if nothing is delivered; empty when it never will. */
    OptionalLong untilRun(long now);
}
