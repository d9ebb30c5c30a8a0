package org.vmft.api.replica;

/**
 * A replica as seen from outside at one moment.
 *
 * @param peer the other replica of the pairing, {@link ReplicaId#UNKNOWN} when there is none
 * @param position last log position flushed (live) or consumed (backup)
 * @param acknowledged last position acknowledged by the backup, or received by it
 * @param released index of the last output known to have left
 * @param detail why the role was taken, or what is being waited for; one line
 */
public record ReplicaStatus(String vm, ReplicaId id, Role role, long incarnation, long generation, ReplicaId peer,
        long step, long position, long acknowledged, long released, long digestsCompared, String detail) {}
