package org.vmft.logchannel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What is open in a channel and the threads that serve it, so that all of it ends with the channel. */
final class ChannelLife {
    static final String STOPPED = "the log channel was stopped";
    /** A connection drains for {@link TcpConnection#DRAIN_MILLIS}; a listener may be busy for a moment. */
    private static final int JOIN_MILLIS = TcpConnection.DRAIN_MILLIS + 1_000;

    private final Map<Object, Runnable> open = new LinkedHashMap<>();
    private final Set<Thread> threads = new LinkedHashSet<>();
    private boolean closed;

    /** Remembers how to close something; closes it at once when the channel is closed already. */
    void enter(Object part, Runnable close) {
        synchronized (this) {
            if (!closed) {
                open.put(part, close);
                return;
            }
        }
        close.run();
    }

    synchronized void leave(Object part) {
        open.remove(part);
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Runs {@code body} in a daemon thread. */
    void start(String name, Runnable body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } finally {
                ended();
            }
        }, name);
        thread.setDaemon(true);
        synchronized (this) {
            threads.add(thread);
        }
        thread.start();
    }

    /** Runs a connection in a thread of its own. */
    void run(TcpConnection connection, String name) {
        enter(connection, () -> connection.stop(STOPPED));
        start(name, connection::run);
    }

    /** Closes everything and waits, bounded, for the threads; not for the one that calls. */
    void close() {
        List<Runnable> parts;
        List<Thread> running;
        synchronized (this) {
            closed = true;
            parts = new ArrayList<>(open.values());
            running = new ArrayList<>(threads);
        }
        parts.forEach(Runnable::run);
        running.remove(Thread.currentThread());
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        try {
            for (Thread thread : running) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void ended() {
        threads.remove(Thread.currentThread());
    }
}
