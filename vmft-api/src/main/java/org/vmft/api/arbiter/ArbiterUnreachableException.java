package org.vmft.api.arbiter;

/** The arbiter did not answer. The message names the arbiter and the cause in one line. */
public class ArbiterUnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    public ArbiterUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
