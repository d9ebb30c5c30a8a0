package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;

/** Everything one side of a link receives, as bytes, and what it must make of damaged versions of it. */
final class Conversation {
    final byte[] stream;
    private final RandomMessages messages;
    private final boolean accepting;
    private final ChannelMessage.Hello hello;
    private final ChannelMessage.Welcome welcome;
    private final List<ChannelMessage> sent = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    Conversation(RandomMessages messages, int count, boolean accepting) {
        this.messages = messages;
        this.accepting = accepting;
        hello = messages.hello();
        welcome = messages.welcome();
        LinkPair pair = new LinkPair(messages.random(), hello);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        pair.dialling.start();
        byte[] greeting = pair.toAcceptor.take();
        pair.accepting.bytesReceived(greeting, 0, greeting.length);
        pair.accepting.send(welcome);
        byte[] answer = pair.toDialler.take();
        pair.dialling.bytesReceived(answer, 0, answer.length);
        bytes.writeBytes(accepting ? greeting : answer);
        if (!accepting) {
            sent.add(welcome);
            ends.add(bytes.size());
        }
        for (int i = 0; i < count; i++) {
            ChannelMessage message = messages.message();
            (accepting ? pair.dialling : pair.accepting).send(message);
            bytes.writeBytes((accepting ? pair.toAcceptor : pair.toDialler).take());
            sent.add(message);
            ends.add(bytes.size());
        }
        stream = bytes.toByteArray();
    }

    /** The link is closed, and exactly the messages before the damage were received. */
    void expectOnlyIntact(byte[] damaged, int at) {
        Recorder recorder = replay(damaged);
        assertThat(Encoded.of(recorder.received)).as("damaged at " + at).isEqualTo(Encoded.of(sent.subList(0, intact(at))));
        assertThat(recorder.link == null || recorder.closed.size() == 1 && recorder.closed.get(0).contains("expected"))
                .as("closed after damage at " + at + ": " + recorder.closed).isTrue();
    }

    /** Nothing but messages before the damage was received. */
    void expectNothingForeign(byte[] damaged, int at) {
        Recorder recorder = replay(damaged);
        assertThat(Encoded.of(recorder.received)).as("damaged at " + at).isEqualTo(Encoded.of(sent.subList(0, intact(at))));
    }

    private int intact(int at) {
        return (int) ends.stream().filter(end -> end <= at).count();
    }

    private Recorder replay(byte[] bytes) {
        Recorder recorder = new Recorder() {
            @Override
            public void opened(Link link, ChannelMessage.Hello told) {
                super.opened(link, told);
                if (accepting) {
                    link.send(welcome);
                }
            }
        };
        LinkPair.Pipe away = new LinkPair.Pipe();
        FramedLink link = accepting ? new FramedLink(away, recorder) : new FramedLink(away, recorder, hello);
        link.start();
        LinkPair.pieces(messages.random(), bytes, link);
        link.disconnected("end of the test");
        return recorder;
    }
}
