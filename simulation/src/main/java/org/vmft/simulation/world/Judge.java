package org.vmft.simulation.world;

import java.util.Optional;
import java.util.Set;

/** Ends a history at the first violation of an invariant it listens to; others pass unheard. */
final class Judge {
    private final Set<Invariant> heard;
    private Optional<Violation> first = Optional.empty();

    Judge(Set<Invariant> heard) {
        this.heard = heard;
    }

    /** {@code what} names the thing of which this value was expected and that one seen. */
    void violated(Invariant invariant, Standing where, String what, Object expected, Object actual) {
        violated(invariant, where, what, expected, actual, null);
    }

    void violated(Invariant invariant, Standing where, String what, Object expected, Object actual, Throwable cause) {
        if (heard.contains(invariant)) {
            Violation violation = new Violation(invariant,
                    what + ": expected=" + expected + " actual=" + actual + " at " + where, cause);
            if (first.isEmpty()) {
                first = Optional.of(violation);
            }
            throw violation;
        }
    }

    /** Throws what was found, should somebody have swallowed it. */
    void conclude() {
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
