package org.vmft.simulation.explore;

/** An invariant that a transition breaks, and how. */
record Violation(Invariant invariant, String message) {
    @Override
    public String toString() {
        return invariant + ": " + message;
    }
}
