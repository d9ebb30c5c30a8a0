package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.vmft.api.channel.ChannelMessage;

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
        assertThat(pair.acceptor.received).usingRecursiveComparison().isEqualTo(toAcceptor);
        assertThat(pair.dialler.received).usingRecursiveComparison().isEqualTo(toDialler);
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
}
