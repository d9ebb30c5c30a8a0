package org.vmft.simulation.world;

/** Unwinds a process that crashes at a failpoint. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;
    private final Failpoint at;

    Crash(Failpoint at) {
        super(at.name(), null, false, false);
        this.at = at;
    }

    Failpoint at() {
        return at;
    }
}
