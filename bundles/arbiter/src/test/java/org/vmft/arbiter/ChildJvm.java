package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a process of its own. */
final class ChildJvm implements AutoCloseable {
    private static final int WAIT_SECONDS_MAX = 120;
    private static final String END = "\0";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    ChildJvm(Class<?> main, String... args) throws IOException {
        this(List.of(), main, args);
    }

    private ChildJvm(List<String> prefix, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main.getName()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, main.getSimpleName() + " " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** One that can create files but not write to them, as on a full disk. */
    static ChildJvm withoutSpace(Class<?> main, String... args) throws IOException {
        return new ChildJvm(List.of("sh", "-c", "ulimit -f 0; exec \"$@\"", "sh"), main, args);
    }

    private void read() {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().filter(line -> !line.startsWith("SLF4J")).forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            lines.add("output lost: " + e);
        }
        lines.add(END);
    }

    String line() throws InterruptedException {
        String line = lines.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(line).as("line of process %d", process.pid()).isNotNull().isNotEqualTo(END);
        return line;
    }

    /** All lines until the process ends by itself. */
    List<String> rest() throws InterruptedException {
        List<String> rest = new ArrayList<>();
        for (String line = lines.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS); !END.equals(line);
                line = lines.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
            assertThat(line).as("output of process %d", process.pid()).isNotNull();
            rest.add(line);
        }
        return rest;
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).as("process %d ends", process.pid()).isTrue();
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM; by the handle, since the process itself would also close its output on this side. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
