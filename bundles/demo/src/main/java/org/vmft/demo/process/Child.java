package org.vmft.demo.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process started by {@link Children}. Its lines are told one by one; what it says on standard error is kept in a file. */
public final class Child {
    private static final long SIGNAL_MILLIS_MAX = 5_000;
    private static final long READ_MILLIS_MAX = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Child.class);

    private final String name;
    private final Process process;
    private final Path errors;
    private final Thread reader;
    private volatile boolean told;

    Child(String name, Process process, Path errors, Consumer<String> line, Runnable ended) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        reader = new Thread(() -> read(line, ended), name + " " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Consumer<String> line, Runnable ended) {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(line);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("output of {}: {}", name, e.toString());
        }
        told = true;
        process.onExit().thenRun(ended);
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Whether it has ended, and everything it printed was told. */
    public boolean ended() {
        return told && !process.isAlive();
    }

    /** How it ended, in a few words, with the last thing it said on standard error. */
    public String epitaph() {
        String code = alive() ? "is alive" : "ended with exit code " + process.exitValue();
        return name + " " + code + lastError().map(last -> ": " + last).orElse("");
    }

    private Optional<String> lastError() {
        try {
            List<String> lines = Files.readAllLines(errors);
            return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** SIGKILL. By the handle: the process itself would also close its output on this side, and what it still holds. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** SIGTERM. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** SIGSTOP. */
    public void pause() throws AbandonedException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws AbandonedException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws AbandonedException, InterruptedException {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start();
            if (!kill.waitFor(SIGNAL_MILLIS_MAX, TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                kill.destroyForcibly();
                throw new AbandonedException("kill -" + signal + " " + pid() + " did not work");
            }
        } catch (IOException e) {
            throw new AbandonedException("kill -" + signal + " " + pid() + ": " + e.getMessage());
        }
    }

    /** Ends its standard input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("input of {}: {}", name, e.toString());
        }
    }

    /** Whether it has ended, and everything it printed was told, within this time. */
    public boolean awaitEnd(long millisMax) throws InterruptedException {
        if (!process.waitFor(millisMax, TimeUnit.MILLISECONDS)) {
            return false;
        }
        reader.join(READ_MILLIS_MAX);
        return true;
    }

    public int exitCode() {
        return process.exitValue();
    }
}
