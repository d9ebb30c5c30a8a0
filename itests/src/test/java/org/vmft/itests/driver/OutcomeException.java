package org.vmft.itests.driver;

import org.ops4j.pax.exam.TestContainerException;

/** Carries what a test method threw, or that it aborted, out of the container. */
final class OutcomeException extends TestContainerException {
    private static final long serialVersionUID = 1L;

    OutcomeException(Throwable thrown) {
        super(thrown);
    }
}
