package org.vmft.network;

/**
 * What a switch has done so far.
 *
 * @param ports connected now
 * @param carried frames taken and not dropped
 * @param malformed frames dropped for their form
 * @param fenced frames dropped because their port was closed
 * @param overflowed frames dropped because a port's queue was full, and what the forwarder dropped
 * @param fencings ports closed because a higher generation was bound
 * @param purged frames of closed ports that were queued when that happened, and dropped
 * @param lost frames dropped on purpose, where the forwarder's port is impaired
 * @param duplicated frames carried twice on purpose
 * @param reordered frames overtaken on purpose, copies included
 */
public record SwitchStatistics(int ports, long carried, long malformed, long fenced, long overflowed, long fencings,
        long purged, long lost, long duplicated, long reordered) {
    static final SwitchStatistics NONE = new SwitchStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
