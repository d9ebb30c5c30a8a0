package org.vmft.arbiter;

import org.vmft.api.command.CommandException;
import org.vmft.arbiter.internal.commands.ArbiterCommand;
import picocli.CommandLine;

/** The command as its launcher runs it: interrupted when the process is to end, failures in one line. */
final class ArbiterProcess {
    private static final long END_MILLIS_MAX = 30_000;

    private ArbiterProcess() {}

    public static void main(String[] args) {
        Thread command = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            command.interrupt();
            try {
                command.join(END_MILLIS_MAX);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        int code = new CommandLine(new ArbiterCommand())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    System.out.println(e.getMessage());
                    return ((CommandException) e).exitCode();
                })
                .execute(args);
        System.out.println("returned " + code);
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }
}
