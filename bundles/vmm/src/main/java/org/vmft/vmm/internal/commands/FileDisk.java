package org.vmft.vmm.internal.commands;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.log.LogEntry.DiskStatus;
import org.vmft.api.machine.DiskRequest;

/** A disk in a file, which nobody else may use meanwhile. A thread of its own performs requests one after another. */
final class FileDisk implements Closeable {
    /** A machine has one request in flight. */
    private static final int REQUESTS_MAX = 4;
    private static final long LAST_REQUEST_MILLIS = 10_000;
    /** Ends the thread; no machine uses this number. */
    private static final DiskRequest END = new DiskRequest.Flush(0);
    private static final byte[] NOTHING = new byte[0];

    private final Path file;
    private final FileChannel channel;
    private final long bytes;
    private final ArrayBlockingQueue<DiskRequest> requests = new ArrayBlockingQueue<>(REQUESTS_MAX);
    private Consumer<DiskCompletion> completed = completion -> { };
    private final Thread worker = new Thread(this::work, "disk");

    private FileDisk(Path file, FileChannel channel, long bytes) {
        this.file = file;
        this.channel = channel;
        this.bytes = bytes;
        worker.setDaemon(true);
    }

    static FileDisk open(Path file) throws CommandException {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                return locked(file, channel);
            } catch (CommandException | IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CommandException("disk " + file + ": cannot be opened: " + FileFailure.reason(e));
        }
    }

    private static FileDisk locked(Path file, FileChannel channel) throws IOException, CommandException {
        long bytes = channel.size();
        if (bytes == 0 || bytes % DiskRequest.SECTOR_BYTES != 0) {
            throw new CommandException("disk " + file + ": expected a positive multiple of " + DiskRequest.SECTOR_BYTES
                    + " bytes, actual " + bytes);
        }
        try {
            if (channel.tryLock() != null) {
                return new FileDisk(file, channel, bytes);
            }
        } catch (OverlappingFileLockException inThisProcess) {
            // As for one of another process.
        }
        throw new CommandException("disk " + file + ": in use by another machine");
    }

    long bytes() {
        return bytes;
    }

    /** @param taker called by the disk's thread */
    void start(Consumer<DiskCompletion> taker) {
        completed = taker;
        worker.start();
    }

    void submit(DiskRequest request) {
        if (!requests.offer(request)) {
            throw new IllegalStateException("disk " + file + ": expected at most " + REQUESTS_MAX + " requests, actual one more");
        }
    }

    private void work() {
        try {
            for (DiskRequest request = requests.take(); request != END; request = requests.take()) {
                completed.accept(perform(request));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DiskCompletion perform(DiskRequest request) {
        try {
            return new DiskCompletion(request.id(), DiskStatus.DONE, transfer(request));
        } catch (IOException e) {
            return new DiskCompletion(request.id(), DiskStatus.FAILED, NOTHING);
        }
    }

    private byte[] transfer(DiskRequest request) throws IOException {
        if (request instanceof DiskRequest.Read read) {
            ByteBuffer buffer = ByteBuffer.allocate(read.length());
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, read.offset() + buffer.position()) < 0) {
                    throw new EOFException("disk " + file + ": shorter than it was");
                }
            }
            return buffer.array();
        }
        if (request instanceof DiskRequest.Write write) {
            ByteBuffer buffer = ByteBuffer.wrap(write.bytes());
            while (buffer.hasRemaining()) {
                channel.write(buffer, write.offset() + buffer.position());
            }
        } else {
            channel.force(false);
        }
        return NOTHING;
    }

    /** Performs what was submitted, then frees the file. */
    @Override
    public void close() throws IOException {
        if (worker.isAlive()) {
            submit(END);
            try {
                worker.join(LAST_REQUEST_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        channel.close();
    }
}
