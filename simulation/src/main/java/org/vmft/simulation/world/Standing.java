package org.vmft.simulation.world;

import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.replica.Role;

/**
 * Who a replica is and where it stands. Its number is unique in a history, whatever id a wrong protocol may give it.
 *
 * @param number 0: nobody in particular
 */
record Standing(int number, String name, Role role, long incarnation, long generation, long position, long step) {
    static final Standing NOBODY = new Standing(0, "nobody", Role.ABORTED, 0, 0, 0, 0);

    static Standing of(int number, String name, ReplicaStatus status) {
        return new Standing(number, name, status.role(), status.incarnation(), status.generation(), status.position(),
                status.step());
    }

    Standing at(long newPosition, long newStep) {
        return new Standing(number, name, role, incarnation, generation, newPosition, newStep);
    }

    @Override
    public String toString() {
        return name + " (" + role + ", incarnation " + incarnation + ", generation " + generation + ", position "
                + position + ", step " + step + ")";
    }
}
