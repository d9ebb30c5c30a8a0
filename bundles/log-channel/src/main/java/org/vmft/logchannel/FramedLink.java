package org.vmft.logchannel;

import java.util.Objects;
import java.util.Optional;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.ChannelMessage.Refuse;
import org.vmft.api.channel.ChannelMessage.Welcome;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.codec.FormatException;
import org.vmft.logchannel.internal.codec.Frame;
import org.vmft.logchannel.internal.codec.FrameAssembler;
import org.vmft.logchannel.internal.codec.MessageCodec;
import org.vmft.logchannel.internal.codec.Tags;

/**
 * A link over any {@link ByteTransport}: frames, greeting, tags. Without threads, clock or I/O of its own.
 *
 * <p>Concurrency: the stage and the order of writes are under this object's monitor; the listener is called outside of
 * it, by whoever calls {@link #start}, {@link #bytesReceived} and {@link #disconnected}, which is one thread at a time.
 */
public final class FramedLink implements Link {
    private enum Stage {
        /** Dialling side, nothing sent yet. */
        NEW,
        /** Accepting side: the first frame must be a hello. */
        HELLO_AWAITED,
        /** Accepting side: the listener was told of the hello and owes Welcome or Refuse; the peer must be silent. */
        ANSWER_DUE,
        /** Dialling side: the hello is sent; the first frame must be Welcome or Refuse. */
        ANSWER_AWAITED,
        /** Both sides send what they like. */
        ESTABLISHED,
        /** Nothing is sent or delivered any more. */
        CLOSED
    }

    private final ByteTransport transport;
    private final LinkListener listener;
    private final Optional<Hello> ownHello;
    private final FrameAssembler assembler = new FrameAssembler();

    private Stage stage;
    private byte[] helloFrame = {};
    private long tag = Tags.HELLO;
    private String closeReason = "";
    private boolean told;
    private boolean disconnected;

    /** The accepting side. */
    public FramedLink(ByteTransport transport, LinkListener listener) {
        this(transport, listener, Optional.empty());
    }

    /**
     * The dialling side; {@link #start} sends the hello.
     *
     * @throws IllegalArgumentException when the hello is too long
     */
    public FramedLink(ByteTransport transport, LinkListener listener, Hello hello) {
        this(transport, listener, Optional.of(hello));
    }

    private FramedLink(ByteTransport transport, LinkListener listener, Optional<Hello> ownHello) {
        this.transport = Objects.requireNonNull(transport);
        this.listener = Objects.requireNonNull(listener);
        this.ownHello = ownHello;
        this.stage = ownHello.isPresent() ? Stage.NEW : Stage.HELLO_AWAITED;
        ownHello.ifPresent(hello -> helloFrame = frame(hello));
    }

    /** Dialling side, once the connection stands: sends the hello and tells the listener. Accepting side: nothing. */
    public void start() {
        if (ownHello.isEmpty()) {
            return;
        }
        synchronized (this) {
            if (stage != Stage.NEW) {
                return;
            }
            tag = Tags.of(helloFrame);
            stage = Stage.ANSWER_AWAITED;
            told = true;
            transport.write(helloFrame, true);
        }
        listener.opened(this, ownHello.get());
    }

    /**
     * False also while the greeting lasts: the dialling side sends nothing until it is welcomed, the accepting side
     * nothing but its answer. A Refuse closes the link behind it.
     *
     * @throws IllegalArgumentException when the message does not fit into a frame of {@link Frame#BYTES_MAX}
     * @throws IllegalStateException for a greeting on an established link
     */
    @Override
    public boolean send(ChannelMessage message) {
        synchronized (this) {
            boolean greeting = message instanceof Hello || message instanceof Welcome || message instanceof Refuse;
            if (stage == Stage.ESTABLISHED) {
                if (greeting) {
                    throw new IllegalStateException("established link: expected no greeting, actual " + message);
                }
                return transport.write(frame(message), !bulk(message));
            }
            if (stage != Stage.ANSWER_DUE || !greeting || message instanceof Hello) {
                return false;
            }
            byte[] answer = frame(message);
            if (!transport.write(answer, true)) {
                return false;
            }
            if (message instanceof Welcome) {
                tag = Tags.of(helloFrame, answer);
                stage = Stage.ESTABLISHED;
                return true;
            }
            // With the answer written: the peer closes as soon as it has it, and that must find the reason here.
            closed("refused: " + ((Refuse) message).reason());
        }
        transport.close();
        return true;
    }

    @Override
    public synchronized boolean sendLater(ChannelMessage message) {
        return stage == Stage.ESTABLISHED && transport.writeLater(frame(message));
    }

    @Override
    public void close(String reason) {
        synchronized (this) {
            if (stage == Stage.CLOSED) {
                return;
            }
            closed(reason);
        }
        transport.close();
    }

    /** Takes the next bytes of the connection, however it cut them. */
    public void bytesReceived(byte[] bytes, int offset, int length) {
        if (stage() == Stage.CLOSED) {
            return;
        }
        assembler.append(bytes, offset, length);
        try {
            for (Stage now = stage(); now != Stage.CLOSED; now = stage()) {
                Optional<Frame> frame = assembler.next(expectedTag(), greeting(now) ? Frame.GREETING_BYTES_MAX : Frame.BYTES_MAX);
                if (frame.isEmpty()) {
                    return;
                }
                take(now, frame.get());
            }
        } catch (FormatException e) {
            close(e.getMessage());
        }
    }

    /** The connection is gone. The first reason counts: that of {@link #close}, else this one. */
    public void disconnected(String reason) {
        boolean tell;
        synchronized (this) {
            if (disconnected) {
                return;
            }
            disconnected = true;
            if (stage != Stage.CLOSED) {
                stage = Stage.CLOSED;
                closeReason = assembler.pending() == 0 ? reason
                        : reason + ", " + assembler.pending() + " bytes into a frame";
            }
            tell = told;
        }
        if (tell) {
            listener.closed(this, closeReason);
        }
    }

    /** Whether a hello has been sent or accepted. */
    public synchronized boolean greeted() {
        return told;
    }

    /** Why the link is closed, in one line; empty as long as it is not. */
    public synchronized String closeReason() {
        return closeReason;
    }

    /** Called with the monitor held. */
    private void closed(String reason) {
        stage = Stage.CLOSED;
        closeReason = oneLine(reason);
    }

    private void take(Stage now, Frame frame) throws FormatException {
        switch (now) {
            case HELLO_AWAITED -> takeHello(frame);
            case ANSWER_AWAITED -> takeAnswer(frame);
            case ESTABLISHED -> {
                if (frame.type() <= MessageCodec.REFUSE) {
                    throw new FormatException("frame type", "no greeting", frame.type());
                }
                listener.received(this, MessageCodec.read(frame.type(), frame.payload()));
            }
            default -> throw new FormatException("frame before the answer to the hello", "none", "type " + frame.type());
        }
    }

    private void takeHello(Frame frame) throws FormatException {
        if (frame.type() != MessageCodec.HELLO) {
            throw new FormatException("first frame", "hello", "type " + frame.type());
        }
        int version = MessageCodec.helloVersion(frame.payload());
        synchronized (this) {
            if (stage != Stage.HELLO_AWAITED) {
                return;
            }
            helloFrame = frame.toByteArray();
            tag = Tags.of(helloFrame);
            stage = Stage.ANSWER_DUE;
        }
        if (version != EntryCodec.FORMAT_VERSION) {
            send(new Refuse("log format version: expected " + EntryCodec.FORMAT_VERSION + ", actual " + version));
            return;
        }
        Hello hello = (Hello) MessageCodec.read(frame.type(), frame.payload());
        synchronized (this) {
            told = true;
        }
        listener.opened(this, hello);
    }

    private void takeAnswer(Frame frame) throws FormatException {
        if (frame.type() != MessageCodec.WELCOME && frame.type() != MessageCodec.REFUSE) {
            throw new FormatException("answer to the hello", "Welcome or Refuse", "type " + frame.type());
        }
        ChannelMessage answer = MessageCodec.read(frame.type(), frame.payload());
        if (answer instanceof Refuse refuse) {
            listener.received(this, refuse);
            close("refused by the peer: " + refuse.reason());
            return;
        }
        synchronized (this) {
            if (stage != Stage.ANSWER_AWAITED) {
                return;
            }
            tag = Tags.of(helloFrame, frame.toByteArray());
            stage = Stage.ESTABLISHED;
        }
        listener.received(this, answer);
    }

    private byte[] frame(ChannelMessage message) {
        int bytesMax = greeting(stage) ? Frame.GREETING_BYTES_MAX : Frame.BYTES_MAX;
        return Frame.encode(tag, MessageCodec.type(message), bytesMax, out -> MessageCodec.write(out, message));
    }

    private synchronized Stage stage() {
        return stage;
    }

    private synchronized long expectedTag() {
        return tag;
    }

    /** Reasons may quote the peer. */
    private static String oneLine(String reason) {
        return reason.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    }

    private static boolean greeting(Stage stage) {
        return stage != Stage.ESTABLISHED;
    }

    private static boolean bulk(ChannelMessage message) {
        return message instanceof ChannelMessage.Entries || message instanceof ChannelMessage.StateChunk;
    }
}
