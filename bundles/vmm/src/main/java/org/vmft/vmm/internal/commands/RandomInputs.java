package org.vmft.vmm.internal.commands;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.vmft.api.log.LogEntry;

/** Frames and console bytes for a guest that has nobody to talk to, some hundred a second. */
final class RandomInputs {
    private static final long GAP_NANOS_MAX = 10_000_000;
    private static final int TYPED_BYTES_MAX = 16;
    private static final int FRAME_BYTES_MIN = 60;
    private static final int FRAME_BYTES_MAX = 1514;
    private static final int ADDRESS_BYTES = 6;

    private final SplittableRandom random;
    private final long macAddress;
    private long dueNanos;

    RandomInputs(long seed, long macAddress, long now) {
        random = new SplittableRandom(seed);
        this.macAddress = macAddress;
        dueNanos = now;
    }

    long dueNanos() {
        return dueNanos;
    }

    void post(long now, Consumer<LogEntry.Input> taker) {
        if (now - dueNanos >= 0) {
            taker.accept(next());
            dueNanos = now + random.nextLong(GAP_NANOS_MAX);
        }
    }

    private LogEntry.Input next() {
        if (random.nextBoolean()) {
            byte[] typed = new byte[1 + random.nextInt(TYPED_BYTES_MAX)];
            for (int at = 0; at < typed.length; at++) {
                typed[at] = (byte) (' ' + random.nextInt('~' - ' '));
            }
            return new LogEntry.ConsoleInput(typed);
        }
        byte[] frame = new byte[FRAME_BYTES_MIN + random.nextInt(FRAME_BYTES_MAX - FRAME_BYTES_MIN + 1)];
        random.nextBytes(frame);
        for (int at = 0; at < ADDRESS_BYTES; at++) {
            frame[at] = (byte) (macAddress >>> Byte.SIZE * (ADDRESS_BYTES - 1 - at));
        }
        return new LogEntry.PacketArrival(frame);
    }
}
