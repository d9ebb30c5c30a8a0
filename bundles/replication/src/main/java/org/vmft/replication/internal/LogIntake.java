package org.vmft.replication.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;

/**
 * What a backup has received and not yet executed. {@link #accept} and {@link #seal} are atomic to each other: an
 * acknowledgement means "I shall never go live without this", and after the seal nothing is acknowledged.
 * Any thread; {@code accept} is called by the channel's receiving thread so that receipt is acknowledged at once.
 */
public final class LogIntake {
    /** Entries held at most: some seconds of a busy guest. */
    public static final int ENTRIES_MAX = 16_384;
    /** Bytes held at most; an entry counts as {@link #ENTRY_BYTES_MAX}. */
    public static final long BYTES_MAX = 64L << 20;
    /** No entry is larger: the largest instruction result, and its overhead. */
    public static final int ENTRY_BYTES_MAX = 4096 + 64;

    private final Deque<Flush> waiting = new ArrayDeque<>();
    private final long creditMax = Math.min(ENTRIES_MAX, BYTES_MAX / ENTRY_BYTES_MAX);
    private long received;
    private long executed;
    private long step;
    private boolean sealed;
    private boolean detach;
    private boolean powerOff;

    /** What the log 1..S of a sealed intake holds. */
    public record Seal(long lastPosition, boolean detach, boolean powerOff) {}

    /** @throws IllegalArgumentException when the entries do not follow on what was received, or exceed the credit */
    public synchronized Optional<ChannelMessage.Ack> accept(Flush flush) {
        if (sealed || flush.lastPosition() <= received) {
            return Optional.empty();
        }
        if (flush.firstPosition() != received + 1) {
            throw new IllegalArgumentException(
                    "log position: expected=" + (received + 1) + " actual=" + flush.firstPosition());
        }
        if (flush.lastPosition() > credit()) {
            throw new IllegalArgumentException(
                    "log position beyond credit: expected<=" + credit() + " actual=" + flush.lastPosition());
        }
        waiting.addLast(flush);
        received = flush.lastPosition();
        for (TimedEntry timed : flush.entries()) {
            detach |= timed.entry() instanceof LogEntry.Detach;
            powerOff |= timed.entry() instanceof LogEntry.PowerOff;
        }
        return Optional.of(ack());
    }

    /** Stops receiving and acknowledging for good. */
    public synchronized Seal seal() {
        sealed = true;
        return new Seal(received, detach, powerOff);
    }

    /** The next flush to execute; empty when there is none. */
    public synchronized Optional<Flush> take() {
        return Optional.ofNullable(waiting.pollFirst());
    }

    /** The guest has consumed everything up to {@code position} and stands at {@code atStep}. */
    public synchronized void executed(long position, long atStep) {
        executed = position;
        step = atStep;
    }

    /** A fresh acknowledgement of what was already acknowledged, with new credit; none once sealed. */
    public synchronized Optional<ChannelMessage.Ack> refresh() {
        return sealed ? Optional.empty() : Optional.of(ack());
    }

    public synchronized boolean sealed() {
        return sealed;
    }

    /** Whether a Detach was acknowledged. */
    public synchronized boolean detached() {
        return detach;
    }

    public synchronized long received() {
        return received;
    }

    private ChannelMessage.Ack ack() {
        return new ChannelMessage.Ack(received, executed, step, credit());
    }

    private long credit() {
        return executed + creditMax;
    }
}
