package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.logchannel.internal.codec.Frame;
import org.vmft.logchannel.internal.codec.MessageCodec;
import org.vmft.logchannel.internal.codec.Tags;

class FramedLinkTest {
    private RandomMessages messages;
    private Random random;
    private ChannelMessage.Hello hello;
    private ChannelMessage.Welcome welcome;
    private LinkPair pair;

    @BeforeEach
    void pair(TestInfo info) {
        messages = new RandomMessages(info.getDisplayName());
        random = messages.random();
        hello = messages.hello();
        welcome = messages.welcome();
        pair = new LinkPair(random, hello);
    }

    @Test
    void messagesArriveInOrderHoweverTheStreamIsCut() {
        pair.greet(welcome);
        List<ChannelMessage> toAcceptor = new ArrayList<>();
        List<ChannelMessage> toDialler = new ArrayList<>(List.of(welcome));
        for (int i = 0; i < 500; i++) {
            ChannelMessage message = messages.message();
            boolean dial = random.nextBoolean();
            assertThat((dial ? pair.dialling : pair.accepting).send(message)).isTrue();
            (dial ? toAcceptor : toDialler).add(message);
            if (random.nextInt(10) == 0) {
                pair.pump();
            }
        }
        pair.pump();
        assertThat(pair.acceptor.opened).containsExactly(hello);
        assertThat(pair.dialler.opened).containsExactly(hello);
        assertThat(Encoded.of(pair.acceptor.received)).isEqualTo(Encoded.of(toAcceptor));
        assertThat(Encoded.of(pair.dialler.received)).isEqualTo(Encoded.of(toDialler));
        assertThat(pair.acceptor.closed).isEmpty();
    }

    @Test
    void nothingIsSentBeforeTheWelcome() {
        pair.dialling.start();
        assertThat(pair.dialling.send(messages.message())).isFalse();
        pair.pump();
        assertThat(pair.accepting.send(messages.message())).isFalse();
        assertThat(pair.accepting.send(welcome)).isTrue();
        assertThat(pair.accepting.send(messages.message())).isTrue();
        assertThat(pair.dialling.send(messages.message())).isFalse();
        pair.pump();
        assertThat(pair.dialling.send(messages.message())).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> pair.accepting.send(welcome));
    }

    @Test
    void whatMayWaitLeavesBeforeTheNextMessage() {
        pair.greet(welcome);
        ChannelMessage next = messages.message();
        assertThat(pair.dialling.sendLater(new ChannelMessage.Watermark(7))).isTrue();
        pair.pump();
        assertThat(pair.acceptor.received).isEmpty();
        pair.dialling.send(next);
        pair.pump();
        assertThat(Encoded.of(pair.acceptor.received)).isEqualTo(Encoded.of(List.of(new ChannelMessage.Watermark(7), next)));
        pair.dialling.close("enough");
        assertThat(pair.dialling.sendLater(new ChannelMessage.Watermark(8))).isFalse();
    }

    @Test
    void refuseArrivesAndBothSidesClose() {
        pair.dialling.start();
        pair.pump();
        assertThat(pair.accepting.send(new ChannelMessage.Refuse("not the primary"))).isTrue();
        pair.pump();
        pair.accepting.disconnected("done");
        assertThat(pair.dialler.received).containsExactly(new ChannelMessage.Refuse("not the primary"));
        assertThat(pair.dialler.closed).containsExactly("refused by the peer: not the primary");
        assertThat(pair.acceptor.closed).containsExactly("refused: not the primary");
        assertThat(pair.accepting.send(welcome)).isFalse();
    }

    /** The peer of a real connection may be gone before {@code send} returns: its end is told by another thread. */
    @Test
    void theReasonOfARefusalIsToldHoweverFastThePeerCloses() throws Exception {
        ExecutorService reading = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 20_000; round++) {
                RefusedAtOnce transport = new RefusedAtOnce(reading);
                Recorder told = new Recorder();
                transport.link = new FramedLink(transport, told);
                byte[] greeting = Frame.encode(Tags.HELLO, MessageCodec.HELLO, Frame.GREETING_BYTES_MAX,
                        out -> MessageCodec.write(out, hello));
                transport.link.bytesReceived(greeting, 0, greeting.length);
                transport.link.send(new ChannelMessage.Refuse("not the primary"));
                transport.gone.get();
                assertThat(told.closed).as("round " + round).containsExactly("refused: not the primary");
            }
        } finally {
            reading.shutdown();
        }
    }

    @Test
    void aReasonIsOneLineWhateverThePeerSays() {
        pair.dialling.start();
        pair.pump();
        pair.accepting.send(new ChannelMessage.Refuse("not\nthe\r\n\u0007primary\n"));
        pair.pump();
        assertThat(pair.dialler.closed).containsExactly("refused by the peer: not the primary");
    }

    @Test
    void closedIsToldOnceWithTheFirstReasonAndNothingFollows() {
        pair.greet(welcome);
        pair.accepting.send(messages.message());
        pair.dialling.close("first");
        pair.dialling.close("second");
        assertThat(pair.dialler.closed).as("told by the receiving thread").isEmpty();
        pair.pump();
        pair.dialling.disconnected("third");
        pair.dialling.disconnected("fourth");
        assertThat(pair.dialler.closed).containsExactly("first");
        assertThat(pair.dialler.received).containsExactly(welcome);
        assertThat(pair.dialling.send(messages.message())).isFalse();
        assertThat(pair.acceptor.closed).containsExactly("connection closed by the peer");
    }

    @Test
    void aListenerThatClosesGetsNothingMore() {
        pair = new LinkPair(random, hello, new Recorder() {
            @Override
            public void received(Link link, ChannelMessage message) {
                super.received(link, message);
                link.close("enough");
            }
        });
        pair.greet(welcome);
        pair.dialling.send(messages.message());
        pair.dialling.send(messages.message());
        pair.pump();
        assertThat(pair.acceptor.received).hasSize(1);
    }

    @Test
    void aConnectionThatEndsBeforeItsHelloIsNotTold() {
        pair.accepting.bytesReceived(new byte[5], 0, 5);
        pair.accepting.disconnected("connection closed by the peer");
        assertThat(pair.accepting.closeReason()).isEqualTo("connection closed by the peer, 5 bytes into a frame");
        assertThat(pair.acceptor.closed).isEmpty();
        assertThat(pair.accepting.greeted()).isFalse();
    }

    @Test
    void anyDamagedByteClosesTheLinkBehindTheLastIntactMessage() {
        for (boolean accepting : new boolean[] {true, false}) {
            Conversation conversation = new Conversation(messages.small(), 8, accepting);
            for (int at = 0; at < conversation.stream.length; at++) {
                byte[] damaged = conversation.stream.clone();
                damaged[at] ^= (byte) (1 + random.nextInt(255));
                conversation.expectOnlyIntact(damaged, at);
            }
        }
    }

    @Test
    void nothingBehindMissingBytesIsDelivered() {
        Conversation conversation = new Conversation(messages.small(), 8, true);
        for (int round = 0; round < 2000; round++) {
            int count = 1 + random.nextInt(Frame.OVERHEAD_BYTES);
            int from = random.nextInt(conversation.stream.length - count);
            byte[] damaged = new byte[conversation.stream.length - count];
            System.arraycopy(conversation.stream, 0, damaged, 0, from);
            System.arraycopy(conversation.stream, from + count, damaged, from, damaged.length - from);
            int at = from;
            while (at < damaged.length && damaged[at] == conversation.stream[at]) {
                at++;
            }
            conversation.expectNothingForeign(damaged, at);
        }
    }

    @Test
    void framesOfAnotherConversationAreForeign() {
        pair.greet(welcome);
        LinkPair other = new LinkPair(random, hello);
        other.greet(new ChannelMessage.Welcome(welcome.incarnation(), welcome.generation() + 1, welcome.from()));
        other.dialling.send(messages.message());
        byte[] foreign = other.toAcceptor.take();
        pair.accepting.bytesReceived(foreign, 0, foreign.length);
        pair.accepting.disconnected("");
        assertThat(pair.acceptor.received).isEmpty();
        assertThat(pair.acceptor.closed).singleElement().asString().matches("frame tag: expected [0-9a-f]{16}, actual [0-9a-f]{16}");
    }

    @Test
    void aSecondHelloClosesTheLink() {
        pair.dialling.start();
        byte[] first = pair.toAcceptor.take();
        pair.accepting.bytesReceived(first, 0, first.length);
        pair.accepting.bytesReceived(first, 0, first.length);
        pair.accepting.disconnected("");
        assertThat(pair.acceptor.closed).singleElement().asString().startsWith("frame tag: expected");
    }

    @Test
    void anotherFormatVersionIsRefusedWithBothVersions() {
        byte[] foreign = Frame.encode(0, 1, Frame.GREETING_BYTES_MAX, out -> {
            out.u32(0x766d6674);
            out.u16(3);
            out.text("what a later version says");
        });
        pair.accepting.bytesReceived(foreign, 0, foreign.length);
        pair.accepting.disconnected("");
        assertThat(pair.acceptor.opened).isEmpty();
        assertThat(pair.acceptor.closed).isEmpty();
        byte[] answer = pair.toDialler.take();
        assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                .contains("log format version: expected 2, actual 3");
        assertThat(pair.accepting.closeReason()).isEqualTo("refused: log format version: expected 2, actual 3");
    }

    @Test
    void aHelloThatIsTooLongIsNotSent() {
        ChannelMessage.Hello tooLong = new ChannelMessage.Hello(hello.purpose(), "x".repeat(Frame.GREETING_BYTES_MAX), 0, 0,
                hello.from(), hello.to(), 0, "");
        assertThatIllegalArgumentException().isThrownBy(() -> new LinkPair(random, tooLong))
                .withMessageContaining("expected at most " + Frame.GREETING_BYTES_MAX);
    }

    @Test
    void aStrangerCannotAnnounceMoreThanAGreeting() {
        byte[] large = Frame.encode(0, 1, Frame.BYTES_MAX, out -> out.raw(new byte[Frame.GREETING_BYTES_MAX]));
        pair.accepting.bytesReceived(large, 0, Frame.HEADER_BYTES);
        assertThat(pair.accepting.closeReason()).startsWith("frame length: expected");
    }

    @Test
    void theLargestMessageCrossesAndALargerOneIsNotSent() {
        pair.greet(welcome);
        int overhead = Frame.OVERHEAD_BYTES + 1 + 1 + 4;
        ChannelMessage largest = new ChannelMessage.StateChunk(0, 1, new byte[Frame.BYTES_MAX - overhead]);
        assertThat(pair.dialling.send(largest)).isTrue();
        pair.pump();
        assertThat(Encoded.of(pair.acceptor.received)).isEqualTo(Encoded.of(List.of(largest)));
        ChannelMessage larger = new ChannelMessage.StateChunk(0, 1, new byte[Frame.BYTES_MAX - overhead + 1]);
        assertThatIllegalArgumentException().isThrownBy(() -> pair.dialling.send(larger))
                .withMessageContaining("expected at most " + Frame.BYTES_MAX);
    }

    /** Whatever it is given to write makes the peer close, which a thread of its own tells the link. */
    private static final class RefusedAtOnce implements ByteTransport {
        private final ExecutorService reading;
        private FramedLink link;
        private Future<?> gone;

        RefusedAtOnce(ExecutorService reading) {
            this.reading = reading;
        }

        @Override
        public boolean write(byte[] frame, boolean reserved) {
            gone = reading.submit(() -> link.disconnected("connection closed by the peer"));
            return true;
        }

        @Override
        public boolean writeLater(byte[] frame) {
            throw new AssertionError("a refusal does not wait");
        }

        @Override
        public void close() {
            // The peer was faster.
        }
    }
}
