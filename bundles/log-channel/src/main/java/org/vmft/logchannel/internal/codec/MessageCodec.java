package org.vmft.logchannel.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Abort;
import org.vmft.api.channel.ChannelMessage.Ack;
import org.vmft.api.channel.ChannelMessage.CutOver;
import org.vmft.api.channel.ChannelMessage.Diverged;
import org.vmft.api.channel.ChannelMessage.Entries;
import org.vmft.api.channel.ChannelMessage.GuestState;
import org.vmft.api.channel.ChannelMessage.Heartbeat;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.ChannelMessage.Purpose;
import org.vmft.api.channel.ChannelMessage.Refuse;
import org.vmft.api.channel.ChannelMessage.StateChunk;
import org.vmft.api.channel.ChannelMessage.Suspend;
import org.vmft.api.channel.ChannelMessage.Watermark;
import org.vmft.api.channel.ChannelMessage.Welcome;
import org.vmft.api.machine.Output;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.replica.ReplicaId;

/** Messages as frame types and payloads. The payload of a hello begins with a magic number and the format version. */
public final class MessageCodec {
    public static final int HELLO = 0x01;
    public static final int WELCOME = 0x02;
    public static final int REFUSE = 0x03;
    public static final int ENTRIES = 0x04;
    /** In files only: the log is complete. */
    public static final int END = 0x7f;

    private static final int HELLO_MAGIC = 0x766d6674;
    private static final int FRAME = 1;
    private static final int CONSOLE = 2;
    private static final int HELD_BYTES_MIN = 4;

    private static final Purpose[] PURPOSES = Purpose.values();
    private static final GuestState[] GUEST_STATES = GuestState.values();

    private static final Kinds<ChannelMessage> KINDS = new Kinds<>("frame type", List.of(
            new Kind<>(HELLO, Hello.class, MessageCodec::writeHello, MessageCodec::readHello),
            new Kind<>(WELCOME, Welcome.class, MessageCodec::writeWelcome,
                    in -> new Welcome(in.count("incarnation"), in.count("generation"), new ReplicaId(in.u64()))),
            new Kind<>(REFUSE, Refuse.class, (out, m) -> out.text(m.reason()), in -> new Refuse(in.text())),
            new Kind<>(ENTRIES, Entries.class,
                    (out, m) -> EntryCodec.write(out, m.flush().firstPosition(), m.flush().entries()),
                    in -> new Entries(EntryCodec.read(in))),
            new Kind<>(0x05, Ack.class, MessageCodec::writeAck,
                    in -> new Ack(in.count("received"), in.count("executed"), in.count("step"), in.count("credit"))),
            new Kind<>(0x06, Heartbeat.class, MessageCodec::writeHeartbeat,
                    in -> new Heartbeat(in.u64(), in.u64(), in.oneOf(GUEST_STATES, "guest state"), in.text(), in.u64())),
            new Kind<>(0x07, Watermark.class, (out, m) -> out.count(m.outputIndex()),
                    in -> new Watermark(in.count("watermark"))),
            new Kind<>(0x08, StateChunk.class, MessageCodec::writeChunk,
                    in -> new StateChunk(in.count("offset"), in.count("total"), in.bytes())),
            new Kind<>(0x09, CutOver.class, MessageCodec::writeCutOver, MessageCodec::readCutOver),
            new Kind<>(0x0a, Abort.class, (out, m) -> out.text(m.reason()), in -> new Abort(in.text())),
            new Kind<>(0x0b, Diverged.class, (out, m) -> out.text(m.detail()), in -> new Diverged(in.text())),
            new Kind<>(0x0c, Suspend.class, (out, m) -> out.u64(m.durationMillis()), in -> new Suspend(in.u64()))));

    private MessageCodec() {}

    /** The classes that have a number. */
    public static Set<Class<?>> types() {
        return KINDS.types();
    }

    public static int type(ChannelMessage message) {
        return KINDS.number(message);
    }

    /** The payload as this format version writes it. */
    public static void write(ByteWriter out, ChannelMessage message) {
        KINDS.writePayload(out, message);
    }

    public static ChannelMessage read(int type, ByteReader in) throws FormatException {
        ChannelMessage message = KINDS.readPayload(type, in);
        in.end("frame");
        return message;
    }

    /** The format version that the payload of a hello begins with, whatever follows it. */
    public static int helloVersion(ByteReader in) throws FormatException {
        int magic = in.u32();
        if (magic != HELLO_MAGIC) {
            throw new FormatException("hello", "magic number 0x%08x".formatted(HELLO_MAGIC), "0x%08x".formatted(magic));
        }
        return in.u16();
    }

    private static void writeHello(ByteWriter out, Hello hello) {
        out.u32(HELLO_MAGIC);
        out.u16(EntryCodec.FORMAT_VERSION);
        out.u8(hello.purpose().ordinal());
        out.text(hello.vm());
        out.count(hello.incarnation());
        out.count(hello.generation());
        out.u64(hello.from().bits());
        out.u64(hello.to().bits());
        out.count(hello.received());
        out.text(hello.address());
    }

    private static Hello readHello(ByteReader in) throws FormatException {
        int version = helloVersion(in);
        if (version != EntryCodec.FORMAT_VERSION) {
            throw new FormatException("log format version", EntryCodec.FORMAT_VERSION, version);
        }
        return new Hello(in.oneOf(PURPOSES, "purpose"), in.text(), in.count("incarnation"), in.count("generation"),
                new ReplicaId(in.u64()), new ReplicaId(in.u64()), in.count("received"), in.text());
    }

    private static void writeWelcome(ByteWriter out, Welcome welcome) {
        out.count(welcome.incarnation());
        out.count(welcome.generation());
        out.u64(welcome.from().bits());
    }

    private static void writeAck(ByteWriter out, Ack ack) {
        out.count(ack.received());
        out.count(ack.executed());
        out.count(ack.step());
        out.count(ack.credit());
    }

    private static void writeHeartbeat(ByteWriter out, Heartbeat heartbeat) {
        out.u64(heartbeat.sentAt());
        out.u64(heartbeat.echo());
        out.u8(heartbeat.guest().ordinal());
        out.text(heartbeat.detail());
        out.u64(heartbeat.untilMillis());
    }

    private static void writeChunk(ByteWriter out, StateChunk chunk) {
        out.count(chunk.offset());
        out.count(chunk.totalBytes());
        out.bytes(chunk.bytes());
    }

    private static void writeCutOver(ByteWriter out, CutOver cutOver) {
        out.count(cutOver.step());
        out.u64(cutOver.digest());
        out.count(cutOver.released());
        out.count(cutOver.held().size());
        for (HeldOutput held : cutOver.held()) {
            out.count(held.index());
            out.count(held.position());
            out.u8(held.output() instanceof Output.Frame ? FRAME : CONSOLE);
            out.bytes(held.output().bytes());
        }
    }

    private static CutOver readCutOver(ByteReader in) throws FormatException {
        long step = in.count("step");
        long digest = in.u64();
        long released = in.count("released");
        int count = in.items("number of held outputs", HELD_BYTES_MIN);
        List<HeldOutput> held = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            held.add(new HeldOutput(in.count("output index"), in.count("position"), readOutput(in)));
        }
        return new CutOver(step, digest, released, held);
    }

    private static Output readOutput(ByteReader in) throws FormatException {
        int kind = in.u8();
        return switch (kind) {
            case FRAME -> new Output.Frame(in.bytes());
            case CONSOLE -> new Output.Console(in.bytes());
            default -> throw new FormatException("output kind", FRAME + " or " + CONSOLE, kind);
        };
    }
}
