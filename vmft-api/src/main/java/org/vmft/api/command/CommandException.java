package org.vmft.api.command;

/** A command's failure: its message is printed as one line and the process ends with the exit code. */
public class CommandException extends Exception {
    public static final int FAILURE = 1;
    public static final int USAGE = 2;
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    public CommandException(String message) {
        this(message, FAILURE);
    }

    public CommandException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
