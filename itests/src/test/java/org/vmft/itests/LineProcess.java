package org.vmft.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process whose lines are waited for. */
public final class LineProcess implements AutoCloseable {
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long END_SECONDS_MAX = 5;

    private final String name;
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    public LineProcess(String name, String... command) throws IOException {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
        Thread reader = new Thread(this::read, name);
        reader.setDaemon(true);
        reader.start();
    }

    /** The command line for a program on this class path. */
    public static String[] java(Class<?> program, String... arguments) {
        return Stream.concat(Stream.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), program.getName()), Stream.of(arguments)).toArray(String[]::new);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException | UncheckedIOException e) {
            add("(" + e.getMessage() + ")");
        }
        end();
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for a line with that text, and returns it. */
    public String awaitLine(String text) throws InterruptedException {
        int at = awaitLine(0, text);
        return said().get(at);
    }

    /**
     * Waits for a line with that text.
     *
     * @param from how many lines to leave out
     * @return its number, from 0 on
     */
    public synchronized int awaitLine(int from, String text) throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_NANOS_MAX;
        int at = from;
        while (true) {
            for (; at < lines.size(); at++) {
                if (lines.get(at).contains(text)) {
                    return at;
                }
            }
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                throw new AssertionError(name + (ended ? " ended" : " did not within a minute") + ", expected \"" + text
                        + "\" after line " + from + ", actual:\n" + String.join("\n", lines));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** How many lines there are so far. */
    public synchronized int lines() {
        return lines.size();
    }

    public synchronized List<String> said() {
        return List.copyOf(lines);
    }

    public void tell(String line) throws IOException {
        Writer writer = process.outputWriter();
        writer.write(line + "\n");
        writer.flush();
    }

    /** SIGKILL. */
    public void kill() throws IOException, InterruptedException {
        signal("KILL");
        process.waitFor();
    }

    /** KILL, STOP or CONT. */
    public void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + signal + " " + name + " did not work");
        }
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        try {
            process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
