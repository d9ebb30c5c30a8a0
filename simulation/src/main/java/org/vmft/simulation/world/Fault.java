package org.vmft.simulation.world;

/** What may go wrong, or be ordered at a bad moment. */
public enum Fault {
    KILL_PRIMARY, KILL_BACKUP, KILL_JOINER, KILL_ANY, HOST_DOWN,
    /** A process dies at the next, or a later, passage of a failpoint. */
    CRASH_AT_FAILPOINT,
    /** A process is cut off, disconnected or stopped for a while when it passes a failpoint. */
    CUT_AT_FAILPOINT,
    PAUSE_PRIMARY, PAUSE_BACKUP,
    PARTITION, ONE_WAY_TO_BACKUP, ONE_WAY_TO_PRIMARY, SWITCH_CUT, CONNECTION_LOST, SLOW_NETWORK,
    CORRUPTED_FRAME,
    /** A bit of a received log entry flips in the backup's memory: its replay diverges. */
    CORRUPTED_MEMORY,
    ARBITER_CUT, ARBITER_DOWN, ARBITER_SLOW, ARBITER_CRASH_AFTER_WRITE,
    SLOW_BACKUP,
    /** The backup receives and acknowledges, but does not execute. */
    STALLED_BACKUP,
    /** More frames than the pair can work off: buffers fill. */
    FLOOD,
    DETACH, POWER_OFF,
    /** An operator boots the virtual machine once more while it runs. */
    SECOND_BOOT
}
