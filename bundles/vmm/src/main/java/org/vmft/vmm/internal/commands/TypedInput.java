package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Predicate;

/**
 * Bytes typed at the command, read by a thread of their own. What the machine does not take yet stays here, and the
 * reading waits for it.
 */
final class TypedInput {
    private static final int CHUNKS_MAX = 16;
    private static final int CHUNK_BYTES = 64;

    private final ArrayBlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS_MAX);
    private final Thread reader;
    private Optional<EscapeKeys> escape = Optional.empty();

    /** @param arrived called after each chunk */
    TypedInput(InputStream in, Runnable arrived) {
        reader = new Thread(() -> read(in, arrived), "console input");
        reader.setDaemon(true);
    }

    /** Before {@link #start}: keeps the keys that leave. They are seen even when the guest takes nothing: then others are lost. */
    void filter(EscapeKeys keys) {
        escape = Optional.of(keys);
    }

    void start() {
        reader.start();
    }

    private void read(InputStream in, Runnable arrived) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] chunk = Arrays.copyOf(buffer, length);
                if (escape.isEmpty()) {
                    chunks.put(chunk);
                } else {
                    chunks.offer(escape.get().filter(chunk));
                }
                arrived.run();
            }
        } catch (IOException closed) {
            // The guest's console has no more input, as at the end of a file.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands over what has arrived, as far as it is taken. */
    void drain(Predicate<byte[]> taker) {
        for (byte[] chunk = chunks.peek(); chunk != null && taker.test(chunk); chunk = chunks.peek()) {
            chunks.remove();
        }
    }
}
