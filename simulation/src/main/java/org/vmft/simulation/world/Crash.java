package org.vmft.simulation.world;

/** Unwinds a process that crashes at a failpoint. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(Failpoint failpoint) {
        super(failpoint.name(), null, false, false);
    }
}
