package org.vmft.demo.story;

/**
 * One fault, as it was brought about. Times are the host's monotonic clock in nanoseconds.
 *
 * @param at when it began
 * @param victim the node that it hit; empty when it hit the link
 * @param heldFrom from when on nothing may be answered until {@code undoneAt}; equal to it when that does not apply
 * @param undoneAt when the node was continued, or the arbiter started again; {@code at} when there is nothing of the kind
 * @param asksWhileHeld requests sent between those two, repeated ones included
 */
public record Strike(long at, String victim, long heldFrom, long undoneAt, long asksWhileHeld) {
    public static Strike simple(long at, String victim) {
        return new Strike(at, victim, at, at, 0);
    }
}
