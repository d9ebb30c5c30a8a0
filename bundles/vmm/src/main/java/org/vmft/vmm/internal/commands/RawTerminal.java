package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Standard input as a terminal that passes each key on at once, Ctrl-C among them, until it is closed. By the command
 * {@code stty}: the class library has no means for it, and no library that has is part of the distribution.
 */
final class RawTerminal implements AutoCloseable {
    private static final long COMMAND_SECONDS_MAX = 5;
    private static final int SETTINGS_BYTES_MAX = 1024;

    private final String settings;
    private final Thread atExit = new Thread(this::restore, "terminal");

    private RawTerminal(String settings) {
        this.settings = settings;
    }

    /** Empty when standard input is no terminal, or cannot be changed. */
    static Optional<RawTerminal> ofStandardInput() {
        Optional<String> settings = stty("-g");
        if (settings.isEmpty() || !settings.get().matches("[0-9a-fA-F:]+")) {
            return Optional.empty();
        }
        RawTerminal terminal = new RawTerminal(settings.get());
        Runtime.getRuntime().addShutdownHook(terminal.atExit);
        if (stty("-icanon", "-echo", "-isig", "-ixon", "-icrnl", "min", "1").isEmpty()) {
            terminal.close();
            return Optional.empty();
        }
        return Optional.of(terminal);
    }

    private void restore() {
        stty(settings);
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // The hook restores once more, which does no harm.
        }
    }

    private static Optional<String> stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        boolean interrupted = Thread.interrupted();
        try {
            Process process = new ProcessBuilder(command).redirectInput(Redirect.INHERIT).redirectErrorStream(true).start();
            byte[] said = process.getInputStream().readNBytes(SETTINGS_BYTES_MAX);
            boolean done = process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
            process.destroy();
            return done ? Optional.of(new String(said, StandardCharsets.US_ASCII).strip()) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        } catch (InterruptedException e) {
            interrupted = true;
            return Optional.empty();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
