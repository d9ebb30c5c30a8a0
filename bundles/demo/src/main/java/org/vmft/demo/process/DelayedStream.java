package org.vmft.demo.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes later what is written to it; who writes waits while too much is under way. */
final class DelayedStream {
    /** A gigabit a second for 32 ms. */
    private static final long BYTES_MAX = 4 << 20;

    private final DelayLine line;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean ended;

    DelayedStream(long delayNanos) {
        line = new DelayLine(delayNanos, BYTES_MAX);
    }

    /** False once it ended. */
    boolean write(byte[] buffer, int length) throws InterruptedException {
        byte[] piece = Arrays.copyOf(buffer, length);
        lock.lock();
        try {
            while (!ended && !line.offer(piece, System.nanoTime())) {
                changed.await();
            }
            changed.signalAll();
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** What is under way still comes out. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Until it ended and everything came out, or the target takes no more. */
    void writeTo(OutputStream out) throws IOException, InterruptedException {
        try {
            for (Optional<byte[]> piece = next(); piece.isPresent(); piece = next()) {
                out.write(piece.get());
            }
        } finally {
            end();
        }
    }

    private Optional<byte[]> next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (line.isEmpty()) {
                    if (ended) {
                        return Optional.empty();
                    }
                    changed.await();
                    continue;
                }
                long now = System.nanoTime();
                long wait = line.waitNanos(now);
                if (wait == 0) {
                    changed.signalAll();
                    return Optional.of(line.take(now));
                }
                changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }
}
