package org.vmft.launcher;

/** Why a command could not be started; told in one line. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }
}
