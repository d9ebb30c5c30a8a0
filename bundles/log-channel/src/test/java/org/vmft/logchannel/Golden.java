package org.vmft.logchannel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.replica.ReplicaId;
import org.vmft.logchannel.internal.codec.ByteWriter;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.file.FileLogFormat;

/** What the golden files contain. {@link #main} writes them anew, for a new format version only. */
public final class Golden {
    public static final LogHeader HEADER = new LogHeader("demo", 3, 2, "toy", 1_000, 17);
    public static final byte[] STATE = ascii("the saved state");

    public static final List<Flush> FLUSHES = List.of(
            new Flush(1, List.of(
                    new TimedEntry(1_000, new LogEntry.ClockAnchor(123_456_789, 1L << 32)),
                    new TimedEntry(1_000, new LogEntry.PacketArrival(ascii("a frame from the network"))),
                    new TimedEntry(1_000, new LogEntry.Digest(0x0123456789abcdefL, false, 0)),
                    new TimedEntry(1_000, new LogEntry.InterruptTaken(0x8000000b)),
                    new TimedEntry(1_300, new LogEntry.OutputMark(18, 60, 0xcafebabe)),
                    new TimedEntry(1_301, new LogEntry.Progress()))),
            new Flush(7, List.of(
                    new TimedEntry(70_000, new LogEntry.ConsoleInput(ascii("ls\n"))),
                    new TimedEntry(70_000, new LogEntry.Digest(-1, true, 0x1122334455667788L)),
                    new TimedEntry(70_005, new LogEntry.InstructionResult(Source.ENTROPY, new byte[] {1, 2, 3, 4})),
                    new TimedEntry(70_006, new LogEntry.DiskCompletion(300, LogEntry.DiskStatus.DONE, ascii("a sector"))),
                    new TimedEntry(70_006, new LogEntry.DiskCompletion(301, LogEntry.DiskStatus.FAILED, new byte[0])),
                    new TimedEntry(70_006, new LogEntry.Detach()),
                    new TimedEntry(70_006, new LogEntry.PowerOff()),
                    new TimedEntry(70_006, new LogEntry.Progress()))),
            new Flush(15, List.of(new TimedEntry(1L << 40, new LogEntry.Progress()))));

    static final ChannelMessage.Hello HELLO = new ChannelMessage.Hello(ChannelMessage.Purpose.RESUME, "demo", 3, 2,
            new ReplicaId(0x0123456789abcdefL), new ReplicaId(0xfedcba9876543210L), 42, "127.0.0.1:4711");
    static final ChannelMessage.Welcome WELCOME = new ChannelMessage.Welcome(3, 2, new ReplicaId(0xfedcba9876543210L));

    static final List<ChannelMessage> FROM_DIALLER = List.of(
            new ChannelMessage.Ack(12, 6, 1_301, 4_096),
            new ChannelMessage.Heartbeat(1_000_000_007, Long.MIN_VALUE, ChannelMessage.GuestState.IDLE, "", 0),
            new ChannelMessage.Suspend(1_500),
            new ChannelMessage.Diverged("step 1300: expected OutputMark, actual Progress"),
            new ChannelMessage.Abort("state of another ISA"));

    static final List<ChannelMessage> FROM_ACCEPTOR = List.of(
            new ChannelMessage.Entries(FLUSHES.get(0)),
            new ChannelMessage.Entries(FLUSHES.get(1)),
            new ChannelMessage.Watermark(17),
            new ChannelMessage.Heartbeat(-5, 1_000_000_007, ChannelMessage.GuestState.STOPPED, "snapshot", 250),
            new ChannelMessage.StateChunk(1 << 20, 1L << 33, ascii("a piece of state")),
            new ChannelMessage.CutOver(1_301, 0x00ff00ff00ff00ffL, 16, List.of(
                    new HeldOutput(17, 5, new Output.Frame(ascii("a frame to the network"))),
                    new HeldOutput(18, 9, new Output.Console(ascii("login: "))))));

    private Golden() {}

    /** Writes the golden files into the folder {@code args[0]}. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Files.write(folder.resolve("flushes.bin"), flushes());
        LinkPair pair = conversation();
        Files.write(folder.resolve("dialler.bin"), pair.fromDialler.toByteArray());
        Files.write(folder.resolve("acceptor.bin"), pair.fromAcceptor.toByteArray());
        writeLog(folder.resolve("log.bin"));
    }

    static byte[] flushes() {
        ByteWriter out = new ByteWriter();
        FLUSHES.forEach(flush -> EntryCodec.write(out, flush.firstPosition(), flush.entries()));
        return out.toByteArray();
    }

    static LinkPair conversation() {
        LinkPair pair = new LinkPair(new Random(1), HELLO);
        pair.greet(WELCOME);
        FROM_DIALLER.forEach(pair.dialling::send);
        FROM_ACCEPTOR.forEach(pair.accepting::send);
        pair.pump();
        return pair;
    }

    public static void writeLog(Path file) throws IOException {
        try (LogWriter writer = new FileLogFormat().create(file, HEADER, STATE)) {
            for (Flush flush : FLUSHES) {
                writer.append(flush);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
