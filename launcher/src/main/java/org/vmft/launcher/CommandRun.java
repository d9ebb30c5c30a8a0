package org.vmft.launcher;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs one command; what goes wrong is told in one line and becomes the exit code. */
final class CommandRun {
    /** Known by name: the class comes from the API bundle, which the launcher does not import. */
    private static final String COMMAND_EXCEPTION = "org.vmft.api.command.CommandException";

    private final PrintWriter err;
    private final boolean verbose;
    private final BooleanSupplier interrupted;

    /** @param interrupted whether the process is being ended from outside; what fails for that reason is not told */
    CommandRun(PrintWriter err, boolean verbose, BooleanSupplier interrupted) {
        this.err = err;
        this.verbose = verbose;
        this.interrupted = interrupted;
    }

    int run(FoundCommand found, List<String> args) {
        try {
            CommandLine line = new CommandLine(found.command());
            CommandSpec spec = line.getCommandSpec().name("vmft " + found.name());
            if (spec.findOption("--help") == null) {
                spec.addOption(OptionSpec.builder("--help").usageHelp(true).description("Show this help.").build());
            }
            line.setCaseInsensitiveEnumValuesAllowed(true);
            line.setParameterExceptionHandler((e, ignored) -> usageError(e.getMessage() + " (see: vmft " + found.name() + " --help)"));
            line.setExecutionExceptionHandler((e, ignored, result) -> failure(e));
            return line.execute(args.toArray(String[]::new));
        } catch (RuntimeException | Error e) {
            return failure(e);
        }
    }

    int usageError(String message) {
        say(message);
        return CommandLine.ExitCode.USAGE;
    }

    int failure(Throwable e) {
        boolean ofCommand = e.getClass().getName().equals(COMMAND_EXCEPTION);
        if (ofCommand || e instanceof LaunchException) {
            say(e.getMessage());
        } else {
            say(e.getMessage() == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        if (verbose && !interrupted.getAsBoolean()) {
            e.printStackTrace(err);
            err.flush();
        }
        return ofCommand ? exitCode(e) : CommandLine.ExitCode.SOFTWARE;
    }

    private static int exitCode(Throwable e) {
        try {
            return (int) e.getClass().getMethod("exitCode").invoke(e);
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(COMMAND_EXCEPTION + " has no exitCode()", changed);
        }
    }

    void say(String message) {
        if (!interrupted.getAsBoolean()) {
            err.println("vmft: " + message.strip().replaceAll("\\s*\\R\\s*", "; "));
            err.flush();
        }
    }
}
