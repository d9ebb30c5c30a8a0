package org.vmft.demo.process;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where one thread waits for what others bring about: lines of processes, their ends, answers. */
public final class Watch {
    /** What is waited for; empty for not yet. Evaluated without any lock of the watch. */
    @FunctionalInterface
    public interface Condition<T> {
        Optional<T> now() throws AbandonedException;
    }

    private long changes;

    /** Something changed. Any thread. */
    public synchronized void changed() {
        changes++;
        notifyAll();
    }

    /** @throws AbandonedException when it did not come about in time: says what was waited for */
    public <T> T await(String what, long millisMax, Condition<T> condition) throws AbandonedException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
        while (true) {
            long seen = changes();
            Optional<T> result = condition.now();
            if (result.isPresent()) {
                return result.get();
            }
            if (!awaitChange(seen, deadline)) {
                throw new AbandonedException("waited " + millisMax + " ms for " + what);
            }
        }
    }

    /** Lets this time pass, unless the condition throws. */
    public void pass(long millis, Condition<?> condition) throws AbandonedException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean more = true;
        while (more) {
            long seen = changes();
            condition.now();
            more = awaitChange(seen, deadline);
        }
    }

    private synchronized long changes() {
        return changes;
    }

    private synchronized boolean awaitChange(long seen, long deadline) throws InterruptedException {
        while (changes == seen) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
