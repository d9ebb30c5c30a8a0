package org.vmft.launcher;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleException;

/** Runs when the process ends, by a signal or because the command returned: ends the command, then stops the framework. */
final class Shutdown implements Runnable {
    /** For a command to end the processes it started, say. */
    private static final long COMMAND_MILLIS = 3_000;

    private final Thread commandThread;
    private final CountDownLatch returned = new CountDownLatch(1);
    private volatile boolean begun;
    private volatile Container container;

    Shutdown(Thread commandThread) {
        this.commandThread = commandThread;
    }

    void stops(Container started) {
        this.container = started;
    }

    boolean begun() {
        return begun;
    }

    void commandReturned() {
        returned.countDown();
    }

    @Override
    public void run() {
        try {
            if (returned.getCount() > 0) {
                begun = true;
                commandThread.interrupt();
                returned.await(COMMAND_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (container != null) {
                container.stop();
            }
        } catch (BundleException | InterruptedException | IOException e) {
            System.err.println("vmft: the framework did not stop: " + e.getMessage());
        }
    }
}
