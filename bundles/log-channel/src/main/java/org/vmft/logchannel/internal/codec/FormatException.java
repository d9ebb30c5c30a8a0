package org.vmft.logchannel.internal.codec;

/** Bytes that are not what the format says; the message is one line and carries expected and actual. */
public final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    public FormatException(String what, Object expected, Object actual) {
        super(what + ": expected " + expected + ", actual " + actual);
    }
}
