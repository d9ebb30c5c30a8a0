package org.vmft.demo.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The processes that were started here. None outlives this object, nor the program, however either ends. */
public final class Children implements AutoCloseable {
    private static final long END_MILLIS_MAX = 2_000;

    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::end, "end children");
    private boolean ended;

    public Children() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * @param errors file for its standard error; appended to
     * @param line told of each line it prints
     * @param exit told that it has ended
     */
    public synchronized Child start(String name, List<String> command, Path errors, Consumer<String> line, Runnable exit)
            throws AbandonedException {
        if (ended) {
            throw new AbandonedException(name + " was not started: everything is being ended");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        // They are among our own options already.
        builder.environment().remove("JDK_JAVA_OPTIONS");
        // Should this process be killed, the launcher ends those that it started.
        builder.environment().put("VMFT_PARENT", Long.toString(ProcessHandle.current().pid()));
        try {
            Process process = builder.start();
            processes.add(process);
            return new Child(name, process, errors, line, exit);
        } catch (IOException e) {
            throw new AbandonedException(name + " could not start: " + e.getMessage());
        }
    }

    private synchronized void end() {
        ended = true;
        processes.forEach(Process::destroyForcibly);
    }

    /** Kills whatever still lives and waits for it to be gone. */
    @Override
    public void close() {
        end();
        try {
            for (Process process : processes) {
                process.waitFor(END_MILLIS_MAX, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook runs.
        }
    }
}
