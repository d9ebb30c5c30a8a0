package org.vmft.replication.internal.node;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogWriter;

/**
 * Writes a log in a thread of its own: a disk that stalls must not stop the guest's heart, since its silence would look
 * like its death.
 */
final class BackgroundLogWriter implements LogWriter {
    /** Flushes that wait for the disk: some tens of seconds of a busy guest. */
    private static final int FLUSHES_MAX = 16_384;
    private static final long CLOSE_MILLIS_MAX = 10_000;
    private static final long POLL_MILLIS = 50;

    private final LogWriter disk;
    private final BlockingQueue<Flush> waiting = new ArrayBlockingQueue<>(FLUSHES_MAX);
    private final Thread writer;
    private volatile boolean closing;
    private volatile IOException failure;

    BackgroundLogWriter(LogWriter disk, String name) {
        this.disk = disk;
        writer = new Thread(this::write, "log-" + name);
        writer.setDaemon(true);
        writer.start();
    }

    private void write() {
        try {
            while (!closing || !waiting.isEmpty()) {
                Flush flush = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (flush != null) {
                    disk.append(flush);
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            if (failure == null) {
                disk.close();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void append(Flush flush) throws IOException {
        throwFailure();
        if (!waiting.offer(flush)) {
            closing = true;
            throw new IOException("the disk is too slow: " + FLUSHES_MAX + " flushes are waiting");
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            writer.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
        if (writer.isAlive()) {
            throw new IOException("waited " + CLOSE_MILLIS_MAX / 1000 + " s for the disk to take the rest of the log");
        }
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
