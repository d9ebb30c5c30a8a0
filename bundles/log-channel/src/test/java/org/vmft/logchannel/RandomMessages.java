package org.vmft.logchannel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.replica.ReplicaId;

/** Valid messages of every type, from a seed that is printed first. */
public final class RandomMessages {
    private static final int MESSAGE_TYPES = 10;
    private static final int ENTRY_TYPES = 10;
    private static final int LARGE_BYTES_MAX = 2000;
    private static final int SMALL_BYTES_MAX = 30;
    private final Random random;
    private final int bytesMax;

    public RandomMessages(String test) {
        this(test, new Random().nextLong());
    }

    public RandomMessages(String test, long seed) {
        this(new Random(seed), LARGE_BYTES_MAX);
        System.out.println(test + ": seed " + seed);
    }

    private RandomMessages(Random random, int bytesMax) {
        this.random = random;
        this.bytesMax = bytesMax;
    }

    /** The same source, for tests that go through every byte. */
    public RandomMessages small() {
        return new RandomMessages(random, SMALL_BYTES_MAX);
    }

    public Random random() {
        return random;
    }

    public ChannelMessage.Hello hello() {
        return new ChannelMessage.Hello(oneOf(ChannelMessage.Purpose.values()), text(), count(), count(), replica(), replica(),
                count(), text());
    }

    public ChannelMessage.Welcome welcome() {
        return new ChannelMessage.Welcome(count(), count(), replica());
    }

    public ChannelMessage.Refuse refuse() {
        return new ChannelMessage.Refuse(text());
    }

    /** Any message that an established link carries. */
    public ChannelMessage message() {
        return switch (random.nextInt(MESSAGE_TYPES)) {
            case 0, 1 -> new ChannelMessage.Entries(flush());
            case 2 -> new ChannelMessage.Ack(count(), count(), count(), count());
            case 3 -> new ChannelMessage.Heartbeat(random.nextLong(), random.nextBoolean() ? Long.MIN_VALUE : random.nextLong(),
                    oneOf(ChannelMessage.GuestState.values()), text(), random.nextLong());
            case 4 -> new ChannelMessage.Watermark(count());
            case 5 -> new ChannelMessage.StateChunk(count(), count(), bytes());
            case 6 -> new ChannelMessage.CutOver(count(), random.nextLong(), count(), held());
            case 7 -> new ChannelMessage.Abort(text());
            case 8 -> new ChannelMessage.Diverged(text());
            default -> new ChannelMessage.Suspend(random.nextLong());
        };
    }

    public Flush flush() {
        return flush(1 + (count() >>> 1), count() >>> 1);
    }

    public Flush flush(long firstPosition, long firstStep) {
        List<TimedEntry> entries = new ArrayList<>();
        long step = firstStep;
        for (int left = random.nextInt(20); left > 0; left--) {
            step += random.nextInt(3) == 0 ? random.nextInt(100_000) : 0;
            entries.add(new TimedEntry(step, entry()));
        }
        entries.add(new TimedEntry(step + random.nextInt(2), new LogEntry.Progress()));
        return new Flush(firstPosition, entries);
    }

    public LogEntry entry() {
        return switch (random.nextInt(ENTRY_TYPES)) {
            case 0 -> new LogEntry.ClockAnchor(random.nextLong(), random.nextLong());
            case 1 -> new LogEntry.PacketArrival(bytes());
            case 2 -> new LogEntry.ConsoleInput(bytes());
            case 3 -> random.nextBoolean() ? new LogEntry.Digest(random.nextLong(), true, random.nextLong())
                    : new LogEntry.Digest(random.nextLong(), false, 0);
            case 4 -> new LogEntry.PowerOff();
            case 5 -> new LogEntry.Detach();
            case 6 -> new LogEntry.InstructionResult(oneOf(Source.values()), bytes());
            case 7 -> new LogEntry.OutputMark(count(), random.nextInt(), random.nextInt());
            case 8 -> new LogEntry.DiskCompletion(count(), oneOf(LogEntry.DiskStatus.values()), bytes());
            default -> new LogEntry.InterruptTaken(random.nextInt());
        };
    }

    private List<HeldOutput> held() {
        List<HeldOutput> held = new ArrayList<>();
        for (int left = random.nextInt(5); left > 0; left--) {
            held.add(new HeldOutput(count(), count(),
                    random.nextBoolean() ? new Output.Frame(bytes()) : new Output.Console(bytes())));
        }
        return held;
    }

    private ReplicaId replica() {
        return new ReplicaId(random.nextLong());
    }

    /** Small and large numbers alike. */
    private long count() {
        return random.nextLong() >>> 1 + random.nextInt(63);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(bytesMax) + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(40), 0, 0xd800).forEach(text::appendCodePoint);
        return text.toString();
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
