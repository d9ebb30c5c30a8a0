package org.vmft.api.machine;

/** An image that the instruction set cannot load. The message is one line and names image and reason. */
public class BadImageException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadImageException(String message) {
        super(message);
    }
}
