package org.vmft.simulation.commands;

import java.io.PrintStream;

/** How far a long run has come, on a terminal. */
final class ProgressBar {
    private static final int CELLS = 40;
    private static final int UPDATES_MAX = 400;

    private final PrintStream terminal;
    private final long count;
    private final boolean shown;

    ProgressBar(PrintStream terminal, long count, boolean shown) {
        this.terminal = terminal;
        this.count = count;
        this.shown = shown;
    }

    void done(long done) {
        if (shown && (done == count || done % Math.max(1, count / UPDATES_MAX) == 0)) {
            int full = (int) (done * CELLS / count);
            terminal.print("\r[" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + done + "/" + count);
            terminal.flush();
        }
    }

    void end() {
        if (shown) {
            terminal.println();
        }
    }
}
