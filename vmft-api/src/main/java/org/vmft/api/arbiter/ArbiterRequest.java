package org.vmft.api.arbiter;

import java.util.Objects;
import org.vmft.api.replica.ReplicaId;

/**
 * A question to the arbiter.
 *
 * @param vm name of the virtual machine: 1 to 64 letters, digits, '.', '_' or '-', not beginning with '.'
 * @param incarnation for CREATE the one before: what the asker knows to be recorded, 0 for nothing; 0 for INSPECT
 * @param generation 1 for CREATE and INSPECT
 * @param force CREATE only: an operator takes responsibility that no earlier incarnation still runs
 */
public record ArbiterRequest(Operation operation, String vm, long incarnation, long generation, ReplicaId replica,
        boolean force) {
    public enum Operation { CREATE, CLAIM, MARK_OFF, INSPECT }

    public ArbiterRequest {
        Objects.requireNonNull(operation);
        Objects.requireNonNull(replica);
        if (!vm.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("vm: expected 1 to 64 letters, digits, '.', '_' or '-', actual \"" + vm + "\"");
        }
        if (incarnation < 0 || generation < 1) {
            throw new IllegalArgumentException("incarnation, generation: expected >=0, >=1, actual "
                    + incarnation + ", " + generation);
        }
    }

    /** The first incarnation. */
    public static ArbiterRequest create(String vm, ReplicaId replica, boolean force) {
        return createAfter(vm, 0, replica, force);
    }

    /** The incarnation that follows this one. */
    public static ArbiterRequest createAfter(String vm, long incarnation, ReplicaId replica, boolean force) {
        return new ArbiterRequest(Operation.CREATE, vm, incarnation, 1, replica, force);
    }

    public static ArbiterRequest claim(String vm, long incarnation, long generation, ReplicaId replica) {
        return new ArbiterRequest(Operation.CLAIM, vm, incarnation, generation, replica, false);
    }

    public static ArbiterRequest markOff(String vm, long incarnation, long generation, ReplicaId replica) {
        return new ArbiterRequest(Operation.MARK_OFF, vm, incarnation, generation, replica, false);
    }

    /** Nobody in particular asks. */
    public static ArbiterRequest inspect(String vm) {
        return new ArbiterRequest(Operation.INSPECT, vm, 0, 1, ReplicaId.UNKNOWN, false);
    }
}
