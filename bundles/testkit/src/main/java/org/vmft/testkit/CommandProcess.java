package org.vmft.testkit;

import java.util.Arrays;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import picocli.CommandLine;

/**
 * Runs a command as the launcher does: interrupted when the process is to end, failures told in one line. For use in
 * {@link ChildJvm}; the first argument is the command's class. Prints {@code returned} and the exit code at the end.
 */
public final class CommandProcess {
    private static final long END_MILLIS_MAX = 30_000;

    private CommandProcess() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread running = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            running.interrupt();
            try {
                running.join(END_MILLIS_MAX);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        Command command = (Command) Class.forName(args[0]).getConstructor().newInstance();
        int code = new CommandLine(command)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    System.out.println(e.getMessage());
                    return e instanceof CommandException told ? told.exitCode() : CommandException.FAILURE;
                })
                .execute(Arrays.copyOfRange(args, 1, args.length));
        System.out.println("returned " + code);
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }
}
