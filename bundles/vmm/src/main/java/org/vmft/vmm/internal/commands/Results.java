package org.vmft.vmm.internal.commands;

import java.io.PrintStream;

/** How a machine's final state is printed, equal for a recording and its replay. */
final class Results {
    private Results() {}

    static String hex(long digest) {
        return "%016x".formatted(digest);
    }

    static void print(PrintStream out, long step, long digest) {
        out.println("step: " + step);
        out.println("digest: " + hex(digest));
    }
}
