package org.vmft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A main class on the class path of the tests, in a process of its own. What it prints is read line by line. */
public final class ChildJvm implements AutoCloseable {
    private static final int WAIT_SECONDS_MAX = 120;
    private static final String END = "\0";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    public ChildJvm(Class<?> main, String... args) throws IOException {
        this(List.of(), List.of(), main, args);
    }

    private ChildJvm(List<String> prefix, List<String> options, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, main.getSimpleName() + " " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** One that can create files but not write to them, as on a full disk. */
    public static ChildJvm withoutSpace(Class<?> main, String... args) throws IOException {
        return new ChildJvm(List.of("sh", "-c", "ulimit -f 0; exec \"$@\"", "sh"), List.of(), main, args);
    }

    /** One that may have so many files and sockets open, those of the class path among them. */
    public static ChildJvm withDescriptors(int count, Class<?> main, String... args) throws IOException {
        return new ChildJvm(List.of("sh", "-c", "ulimit -n " + count + "; exec \"$@\"", "sh"), List.of(), main, args);
    }

    /** One whose heap is bounded. */
    public static ChildJvm withHeap(int megabytes, Class<?> main, String... args) throws IOException {
        return new ChildJvm(List.of(), List.of("-Xmx" + megabytes + "m", "-XX:MaxDirectMemorySize=" + megabytes + "m"), main, args);
    }

    private void read() {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().filter(line -> !line.startsWith("SLF4J")).forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("output lost: " + e);
        }
        lines.add(END);
    }

    /** The next line; fails when the process ends before. */
    public String line() throws InterruptedException {
        String line = lines.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(line).as("line of process %d", process.pid()).isNotNull().isNotEqualTo(END);
        return line;
    }

    /** All lines until the process ends by itself. */
    public List<String> rest() throws InterruptedException {
        List<String> rest = new ArrayList<>();
        for (String line = lines.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS); !END.equals(line);
                line = lines.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
            assertThat(line).as("output of process %d", process.pid()).isNotNull();
            rest.add(line);
        }
        return rest;
    }

    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).as("process %d ends", process.pid()).isTrue();
        return process.exitValue();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM; by the handle, since the process itself would also close its output on this side. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Kills it, if it still runs. */
    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
