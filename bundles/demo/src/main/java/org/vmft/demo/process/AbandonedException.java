package org.vmft.demo.process;

/** Why a run could not go on; the message is one line. */
public final class AbandonedException extends Exception {
    private static final long serialVersionUID = 1L;

    public AbandonedException(String message) {
        super(message);
    }
}
