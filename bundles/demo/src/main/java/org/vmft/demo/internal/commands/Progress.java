package org.vmft.demo.internal.commands;

/** One line on a terminal that tells what is being done now; nothing where there is no terminal. */
final class Progress {
    private static final String BLANK = "\r" + " ".repeat(79) + "\r";

    private final boolean terminal = System.console() != null;
    private final String prefix;

    Progress(String prefix) {
        this.prefix = prefix;
    }

    void tell(String what) {
        if (terminal) {
            System.err.print(BLANK + prefix + what + " ...");
            System.err.flush();
        }
    }

    void end() {
        if (terminal) {
            System.err.print(BLANK);
            System.err.flush();
        }
    }
}
