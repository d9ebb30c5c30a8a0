package org.vmft.api.machine;

/** Saved state that cannot be read: another version, another machine, or damage. The message gives expected and actual. */
public class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }
}
