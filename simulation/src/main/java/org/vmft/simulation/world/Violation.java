package org.vmft.simulation.world;

/** An invariant that does not hold. The message gives both values and where that was seen. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Invariant invariant;

    Violation(Invariant invariant, String message, Throwable cause) {
        super(invariant + ": " + message, cause);
        this.invariant = invariant;
    }

    public Invariant invariant() {
        return invariant;
    }
}
