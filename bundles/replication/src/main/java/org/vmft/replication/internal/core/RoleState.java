package org.vmft.replication.internal.core;

import java.util.Objects;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;

/**
 * Everything on which a replica's role decisions rest; immutable.
 *
 * @param incarnation 0 until known
 * @param generation the generation won, or the one this replica backs up; 0 until known
 * @param peer the other replica of the clone or pairing
 * @param transferred CLONING: the state has been saved, outputs are held from its step on
 * @param backupUsed live: in this generation some replica may already have been an eligible backup
 * @param claimant in CLAIMING: as what it claims
 * @param asked the request to the arbiter that has no answer yet, or null
 * @param stopping what the guest stands still for
 * @param stoppingAt position of the logged control entry; 0 while it is not logged
 * @param powerOffInLog backup: the log 1..S holds a PowerOff
 */
public record RoleState(String vm, ReplicaId self, Role role, long incarnation, long generation, ReplicaId peer,
        boolean transferred, boolean backupUsed, Claimant claimant, ArbiterRequest asked, Stopping stopping,
        long stoppingAt, boolean powerOffInLog) {

    /** As what a replica claims the next generation. */
    public enum Claimant {
        NONE,
        /** A primary that lost its backup; its guest stands still until the answer. */
        PRIMARY,
        /** A sealed backup that has consumed all it received. */
        BACKUP,
        /** A solo replica whose generation already had its one eligible backup. */
        RENEWAL
    }

    /** Why a live guest stands still on purpose. */
    public enum Stopping {
        NO,
        DETACH,
        POWER_OFF,
        /** The backup has acknowledged the PowerOff; it takes effect once all earlier output has left. */
        POWER_OFF_ACKNOWLEDGED;

        public boolean powerOff() {
            return this == POWER_OFF || this == POWER_OFF_ACKNOWLEDGED;
        }
    }

    public RoleState {
        Objects.requireNonNull(vm);
        Objects.requireNonNull(self);
        Objects.requireNonNull(role);
        Objects.requireNonNull(peer);
    }

    /** A replica that will boot the virtual machine. */
    public static RoleState booting(String vm, ReplicaId self) {
        return initial(vm, self, Role.BOOTING);
    }

    /** A replica that will join a running one. */
    public static RoleState joining(String vm, ReplicaId self) {
        return initial(vm, self, Role.JOINING);
    }

    private static RoleState initial(String vm, ReplicaId self, Role role) {
        return new RoleState(vm, self, role, 0, 0, ReplicaId.UNKNOWN, false, false, Claimant.NONE, null,
                Stopping.NO, 0, false);
    }

    /** Whether the guest may execute: live and not standing still, or replaying what was received. */
    public boolean guestRuns() {
        return role.live() && stopping == Stopping.NO || role == Role.BACKUP || role == Role.SEALED;
    }

    /** Whether a loss of the peer has to be decided by the arbiter. */
    public boolean paired() {
        return role == Role.CUTOVER || role == Role.PRIMARY;
    }

    RoleState to(Role next) {
        return new RoleState(vm, self, next, incarnation, generation, peer, transferred, backupUsed, claimant, asked,
                stopping, stoppingAt, powerOffInLog);
    }

    RoleState in(long newIncarnation, long newGeneration) {
        return new RoleState(vm, self, role, newIncarnation, newGeneration, peer, transferred, backupUsed, claimant,
                asked, stopping, stoppingAt, powerOffInLog);
    }

    RoleState with(ReplicaId newPeer) {
        return new RoleState(vm, self, role, incarnation, generation, newPeer, transferred, backupUsed, claimant, asked,
                stopping, stoppingAt, powerOffInLog);
    }

    RoleState transferred(boolean value) {
        return new RoleState(vm, self, role, incarnation, generation, peer, value, backupUsed, claimant, asked,
                stopping, stoppingAt, powerOffInLog);
    }

    RoleState backupUsed(boolean value) {
        return new RoleState(vm, self, role, incarnation, generation, peer, transferred, value, claimant, asked,
                stopping, stoppingAt, powerOffInLog);
    }

    RoleState claiming(Claimant as, ArbiterRequest request) {
        return new RoleState(vm, self, Role.CLAIMING, incarnation, generation, peer, transferred, backupUsed, as,
                request, stopping, stoppingAt, powerOffInLog);
    }

    RoleState asking(ArbiterRequest request) {
        return new RoleState(vm, self, role, incarnation, generation, peer, transferred, backupUsed, claimant, request,
                stopping, stoppingAt, powerOffInLog);
    }

    RoleState answered() {
        return new RoleState(vm, self, role, incarnation, generation, peer, transferred, backupUsed, Claimant.NONE,
                null, stopping, stoppingAt, powerOffInLog);
    }

    RoleState stopping(Stopping reason, long position) {
        return new RoleState(vm, self, role, incarnation, generation, peer, transferred, backupUsed, claimant, asked,
                reason, position, powerOffInLog);
    }

    RoleState powerOffInLog(boolean value) {
        return new RoleState(vm, self, role, incarnation, generation, peer, transferred, backupUsed, claimant, asked,
                stopping, stoppingAt, value);
    }
}
