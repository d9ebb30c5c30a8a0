package org.vmft.replication.internal.node;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.vmft.replication.internal.Replica;

/** Calls a replica's turn when it is due or something happened. */
final class ReplicaThread {
    private static final long STOP_MILLIS_MAX = 5_000;

    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean woken;

    ReplicaThread(String name, Runnable body) {
        thread = new Thread(body, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Any thread. */
    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    /** Runs the replica until it ends for good or is stopped; on this thread. */
    void drive(Replica replica) {
        while (!stopping) {
            woken = false;
            long next = replica.turn();
            if (next == Long.MAX_VALUE && replica.status().role().ended() && replica.settled()) {
                return;
            }
            long wait = next == Long.MAX_VALUE ? TimeUnit.SECONDS.toNanos(1) : next - System.nanoTime();
            if (wait > 0 && !woken && !stopping) {
                LockSupport.parkNanos(this, Math.min(wait, TimeUnit.SECONDS.toNanos(1)));
            }
        }
    }

    boolean stopping() {
        return stopping;
    }

    /** Waits for a moment; ends early when stopped. */
    void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        // A wake from before would let one waiting return at once.
        for (long left = end - System.nanoTime(); left > 0 && !stopping; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Ends the loop after its present turn and waits, a bounded time, for the body to finish. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(STOP_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
