package org.vmft.logchannel.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ClockAnchor;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.Detach;
import org.vmft.api.log.LogEntry.Digest;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.log.LogEntry.InstructionResult;
import org.vmft.api.log.LogEntry.InterruptTaken;
import org.vmft.api.log.LogEntry.OutputMark;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.log.LogEntry.PowerOff;
import org.vmft.api.log.LogEntry.Progress;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Source;

/** Flushes as bytes; each stands for itself, its first entry carries the full step. */
public final class EntryCodec {
    /** Version of everything in {@code FORMAT.md}; any change of the bytes changes it. */
    public static final int FORMAT_VERSION = 2;

    /** Deliveries below 0x10, controls from 0x10, synchronous entries from 0x20. */
    private static final Kinds<LogEntry> KINDS = new Kinds<>("entry type", List.of(
            new Kind<>(0x01, ClockAnchor.class, EntryCodec::writeAnchor, in -> new ClockAnchor(in.u64(), in.u64())),
            new Kind<>(0x02, PacketArrival.class, (out, e) -> out.bytes(e.bytes()), in -> new PacketArrival(in.bytes())),
            new Kind<>(0x03, ConsoleInput.class, (out, e) -> out.bytes(e.bytes()), in -> new ConsoleInput(in.bytes())),
            new Kind<>(0x04, DiskCompletion.class, EntryCodec::writeCompletion, EntryCodec::readCompletion),
            new Kind<>(0x05, Digest.class, EntryCodec::writeDigest, EntryCodec::readDigest),
            new Kind<>(0x10, PowerOff.class, (out, e) -> {}, in -> new PowerOff()),
            new Kind<>(0x11, Detach.class, (out, e) -> {}, in -> new Detach()),
            // 0x12: switch of the instruction set
            new Kind<>(0x20, InstructionResult.class, EntryCodec::writeResult, EntryCodec::readResult),
            new Kind<>(0x21, OutputMark.class, EntryCodec::writeMark, EntryCodec::readMark),
            new Kind<>(0x22, InterruptTaken.class, (out, e) -> out.u32(e.cause()), in -> new InterruptTaken(in.u32())),
            new Kind<>(0x3f, Progress.class, (out, e) -> {}, in -> new Progress())));

    private static final Source[] SOURCES = Source.values();
    private static final LogEntry.DiskStatus[] DISK_STATUSES = LogEntry.DiskStatus.values();
    private static final int ENTRY_BYTES_MIN = 2;

    private EntryCodec() {}

    /** The classes that have a number. */
    public static Set<Class<?>> types() {
        return KINDS.types();
    }

    /** @throws IllegalArgumentException when the steps decrease */
    public static void write(ByteWriter out, long firstPosition, List<TimedEntry> entries) {
        out.count(firstPosition);
        out.count(entries.size());
        long step = 0;
        for (TimedEntry timed : entries) {
            if (timed.step() < step) {
                throw new IllegalArgumentException("step: expected >=" + step + ", actual " + timed);
            }
            out.count(timed.step() - step);
            out.u8(KINDS.number(timed.entry()));
            KINDS.writePayload(out, timed.entry());
            step = timed.step();
        }
    }

    public static Flush read(ByteReader in) throws FormatException {
        long firstPosition = in.count("first position");
        int count = in.items("number of entries", ENTRY_BYTES_MIN);
        if (firstPosition < 1 || firstPosition > Long.MAX_VALUE - count) {
            throw new FormatException("first position", "1 to " + (Long.MAX_VALUE - count), firstPosition);
        }
        List<TimedEntry> entries = new ArrayList<>(count);
        long step = 0;
        LogEntry last = null;
        for (int i = 0; i < count; i++) {
            long delta = in.count("step");
            step += delta;
            if (step < 0) {
                throw new FormatException("step", "at most " + Long.MAX_VALUE, Long.toUnsignedString(step));
            }
            last = KINDS.readPayload(in.u8(), in);
            entries.add(new TimedEntry(step, last));
        }
        if (!(last instanceof Progress)) {
            throw new FormatException("last entry of a flush", "Progress", last == null ? "none" : last);
        }
        return new Flush(firstPosition, entries);
    }

    private static void writeAnchor(ByteWriter out, ClockAnchor anchor) {
        out.u64(anchor.time());
        out.u64(anchor.rate());
    }

    private static void writeCompletion(ByteWriter out, DiskCompletion completion) {
        out.count(completion.request());
        out.u8(completion.status().ordinal());
        out.bytes(completion.bytes());
    }

    private static DiskCompletion readCompletion(ByteReader in) throws FormatException {
        return new DiskCompletion(in.count("disk request"), in.oneOf(DISK_STATUSES, "disk status"), in.bytes());
    }

    private static void writeDigest(ByteWriter out, Digest digest) {
        out.u64(digest.machine());
        out.flag(digest.withMemory());
        if (digest.withMemory()) {
            out.u64(digest.memory());
        } else if (digest.memory() != 0) {
            throw new IllegalArgumentException("memory digest: expected 0, actual " + digest);
        }
    }

    private static Digest readDigest(ByteReader in) throws FormatException {
        long machine = in.u64();
        boolean withMemory = in.flag();
        return new Digest(machine, withMemory, withMemory ? in.u64() : 0);
    }

    private static void writeResult(ByteWriter out, InstructionResult result) {
        out.u8(result.source().ordinal());
        out.bytes(result.bytes());
    }

    private static InstructionResult readResult(ByteReader in) throws FormatException {
        return new InstructionResult(in.oneOf(SOURCES, "source"), in.bytes());
    }

    private static void writeMark(ByteWriter out, OutputMark mark) {
        out.count(mark.index());
        out.u32(mark.length());
        out.u32(mark.crc());
    }

    private static OutputMark readMark(ByteReader in) throws FormatException {
        return new OutputMark(in.count("output index"), in.u32(), in.u32());
    }
}
