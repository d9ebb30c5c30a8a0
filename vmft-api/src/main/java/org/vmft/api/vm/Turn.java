package org.vmft.api.vm;

import org.vmft.api.log.LogEntry;

/** What a virtual machine wants after a turn. */
public sealed interface Turn {
    /** Call again at once. */
    record Ran() implements Turn {}

    /** The guest is idle: call again at this host time, or earlier when an input was posted. MAX_VALUE is never. */
    record WaitUntil(long nanos) implements Turn {}

    /** The machine stands still between steps until the named bound has room. */
    record Wait(String reason) implements Turn {}

    /** Replaying: everything supplied is consumed. */
    record NeedEntries() implements Turn {}

    /** Replaying: this control entry was consumed at {@code position}; the guest stands at its step. */
    record ControlReached(LogEntry.Control entry, long position) implements Turn {}

    /** Recording: the guest ended by itself with this code. Every further turn says so again. */
    record Halted(int exitCode) implements Turn {}

    /** Replaying: the log and this machine disagree. Every further turn says so again. */
    record Diverged(Divergence divergence) implements Turn {}
}
