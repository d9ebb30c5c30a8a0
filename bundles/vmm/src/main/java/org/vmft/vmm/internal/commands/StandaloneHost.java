package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.VmHost;

/** Surroundings of a machine that runs alone: its console is the command's, its frames go nowhere, its disk is a file if any. */
final class StandaloneHost implements VmHost, AutoCloseable {
    /** Where flushes go. */
    @FunctionalInterface
    interface Sink {
        void append(Flush flush) throws IOException;
    }

    private final SecureRandom random = new SecureRandom();
    private final OutputStream console;
    private final Sink log;
    private final Optional<FileDisk> disk;
    private Optional<IOException> failure = Optional.empty();
    private boolean written;
    private boolean midLine;
    private long frames;
    private long consoleBytes;

    StandaloneHost(OutputStream console, Sink log) {
        this(console, log, Optional.empty());
    }

    StandaloneHost(OutputStream console, Sink log, Optional<FileDisk> disk) {
        this.console = console;
        this.log = log;
        this.disk = disk;
    }

    /** Size of the disk, 0 for none. */
    long diskBytes() {
        return disk.map(FileDisk::bytes).orElse(0L);
    }

    /** @param completed told by the disk's thread */
    void startDisk(Consumer<DiskCompletion> completed) {
        disk.ifPresent(present -> present.start(completed));
    }

    @Override
    public void disk(DiskRequest request) {
        disk.orElseThrow(() -> new IllegalStateException("disk: expected a machine without one, actual " + request)).submit(request);
    }

    @Override
    public void close() throws CommandException {
        try {
            if (disk.isPresent()) {
                disk.get().close();
            }
        } catch (IOException e) {
            throw new CommandException("disk: cannot be closed: " + FileFailure.reason(e));
        }
    }

    @Override
    public void flush(Flush flush) {
        if (failure.isPresent()) {
            return;
        }
        try {
            log.append(flush);
        } catch (IOException e) {
            failure = Optional.of(e);
        }
    }

    /** Why the log could not be written; nothing was appended since. */
    Optional<IOException> failure() {
        return failure;
    }

    @Override
    public void output(long index, long position, Output output) {
        if (output instanceof Output.Frame) {
            frames++;
            return;
        }
        byte[] bytes = output.bytes();
        consoleBytes += bytes.length;
        written = true;
        midLine = bytes.length > 0 ? bytes[bytes.length - 1] != '\n' : midLine;
        try {
            console.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("console", e);
        }
    }

    /** Between turns, so that single bytes are not written one by one. */
    void showConsole() {
        if (written) {
            written = false;
            try {
                console.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("console", e);
            }
        }
    }

    boolean midLine() {
        return midLine;
    }

    long frames() {
        return frames;
    }

    long consoleBytes() {
        return consoleBytes;
    }

    @Override
    public Optional<String> full() {
        return Optional.empty();
    }

    @Override
    public byte[] entropy(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
