package org.vmft.demo.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.testkit.Seed;

class ConversationTest {
    private static final long MILLI = 1_000_000;

    private final SplittableRandom random = Seed.random("ConversationTest");
    private final Conversation conversation = new Conversation(random.split(), 0);
    private final ScriptedServer server = new ScriptedServer();
    private final List<byte[]> sent = new ArrayList<>();
    private long now;

    /** What was sent by turns over this time, each millisecond one. */
    private List<byte[]> sent(long millis) {
        sent.clear();
        for (long end = now + millis * MILLI; now < end; now += MILLI) {
            conversation.turn(now, sent::add);
        }
        return List.copyOf(sent);
    }

    private void serve(long millis) {
        for (long i = 0; i < millis; i++) {
            sent(1).forEach(request -> conversation.received(server.answer(request), now));
        }
    }

    private Answer asked(byte[] request) {
        return Answer.decode(server.answer(request)).orElseThrow();
    }

    @Test
    void countsEveryAnswerOfAGoodServer() {
        serve(1000);
        ClientFacts facts = conversation.facts();
        assertThat(facts.requests()).isBetween(299L, 301L);
        assertThat(facts.answered()).isEqualTo(facts.requests()).isEqualTo(facts.answeredAt().length);
        assertThat(facts.lost() + facts.duplicates() + facts.divergences() + facts.strange()).isZero();
        assertThat(facts.troubles()).isEmpty();
    }

    @Test
    void isContentWithLossesRepetitionsAndDisorderOnTheWay() {
        Deque<byte[]> onTheWay = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            if (i == 10_000) {
                conversation.finish();
            }
            for (byte[] request : sent(1)) {
                for (int copies = random.nextInt(4); copies > 0; copies--) {
                    byte[] answer = server.answer(request);
                    if (random.nextInt(3) > 0) {
                        onTheWay.addLast(answer);
                    } else {
                        onTheWay.addFirst(answer);
                    }
                }
            }
            for (int deliveries = random.nextInt(3); deliveries > 0 && !onTheWay.isEmpty(); deliveries--) {
                conversation.received(onTheWay.removeFirst(), now);
            }
        }
        ClientFacts facts = conversation.facts();
        assertThat(conversation.answeredAll()).isTrue();
        assertThat(facts.answered()).isEqualTo(facts.requests()).isEqualTo(server.counter()).isGreaterThan(500);
        assertThat(facts.lost() + facts.divergences() + facts.strange()).as(facts.troubles().toString()).isZero();
        assertThat(facts.duplicates()).isPositive();
    }

    @Test
    void asksAgainAfterTwentyMillisecondsThenTwiceAsLongUpToTwoHundred() {
        conversation.finish();
        Conversation one = new Conversation(new SplittableRandom(1), 0);
        List<Long> times = new ArrayList<>();
        one.turn(0, request -> times.add(0L));
        one.finish();
        for (long at = MILLI; at < 1000 * MILLI; at += MILLI) {
            long millis = at / MILLI;
            one.turn(at, request -> times.add(millis));
        }
        assertThat(times).containsExactly(0L, 20L, 60L, 140L, 300L, 500L, 700L, 900L);
    }

    @Test
    void neverAsksSoFarAheadThatTheServerForgetsAnAnswerNotYetReceived() {
        List<Long> ids = sent(5_000).stream().map(request -> ByteBuffer.wrap(request).getLong(4)).distinct().toList();
        assertThat(ids).hasSize(128);
        conversation.received(server.answer(sent(200).get(0)), now);
        assertThat(sent(5_000).stream().map(request -> ByteBuffer.wrap(request).getLong(4)).max(Long::compare).orElseThrow())
                .isLessThanOrEqualTo(256);
    }

    @Test
    void losesARequestThatIsNotAnsweredWithinTenSeconds() {
        serve(100);
        long answered = conversation.answered();
        sent(1);
        conversation.finish();
        long open = conversation.facts().requests() - answered;
        sent(9_900);
        assertThat(conversation.facts().lost()).isZero();
        sent(200);
        assertThat(conversation.facts().lost()).isEqualTo(open).isPositive();
        sent(20_000);
        assertThat(conversation.facts().lost()).as("counted once").isEqualTo(open);
        assertThat(conversation.facts().troubles().get(0)).contains("not answered within 10 s");
    }

    @Test
    void doesNotCountTimeInWhichNobodyMayAnswer() {
        serve(10);
        long answered = conversation.answered();
        sent(1);
        conversation.finish();
        long open = conversation.facts().requests() - answered;
        conversation.outage(true);
        sent(60_000);
        conversation.outage(false);
        sent(9_900);
        assertThat(conversation.facts().lost()).isZero();
        sent(200);
        assertThat(conversation.facts().lost()).isEqualTo(open).isPositive();
    }

    @Test
    void doesNotCountTimeInWhichTheServerBegins() {
        sent(60_000);
        assertThat(conversation.facts().lost()).isZero();
        serve(100);
        assertThat(conversation.facts().lost()).isZero();
    }

    @Test
    void noticesASecondDifferentAnswer() {
        byte[] request = sent(1).get(0);
        Answer answer = asked(request);
        conversation.received(answer.encode(), now);
        conversation.received(new Answer(answer.id(), answer.client(), answer.counter() + 1, answer.hash(), answer.payloadLength()).encode(), now);
        conversation.received(answer.encode(), now);
        assertThat(conversation.facts().divergences()).isEqualTo(1);
        assertThat(conversation.facts().duplicates()).isEqualTo(1);
        assertThat(conversation.facts().troubles()).singleElement().asString().startsWith("two answers");
    }

    @Test
    void noticesAServerThatForgotWhatItHadAnswered() {
        serve(100);
        long counter = server.counter();
        long chain = server.chain();
        serve(100);
        server.rollBackTo(counter, chain);
        serve(100);
        assertThat(conversation.facts().lost()).isPositive();
        assertThat(conversation.facts().troubles().get(0)).startsWith("the chain breaks: counter " + (counter + 1) + " given twice");
    }

    @Test
    void noticesAWrongHash() {
        Answer answer = asked(sent(1).get(0));
        conversation.received(new Answer(answer.id(), answer.client(), answer.counter(), answer.hash() ^ 1, answer.payloadLength()).encode(), now);
        assertThat(conversation.facts().lost()).isEqualTo(1);
        assertThat(conversation.facts().troubles()).singleElement().asString().startsWith("the chain breaks: expected=");
    }

    @Test
    void noticesACounterThatWasLeftOutOnceAllIsAnswered() {
        serve(100);
        server.rollBackTo(server.counter() + 1, server.chain());
        serve(100);
        conversation.finish();
        serve(500);
        assertThat(conversation.answeredAll()).isTrue();
        assertThat(conversation.facts().lost()).isPositive();
        assertThat(conversation.facts().troubles()).singleElement().asString().startsWith("the chain breaks: no answer has counter");
    }

    @Test
    void countsWhatAnswersNothingAsStrange() {
        Answer answer = asked(sent(1).get(0));
        conversation.received(new byte[] {1, 2, 3}, now);
        conversation.received(new Answer(answer.id() + 1, answer.client(), 1, 1, 1).encode(), now);
        conversation.received(new Answer(0, answer.client(), 1, 1, 1).encode(), now);
        conversation.received(new Answer(answer.id(), answer.client() + 1, 1, 1, 1).encode(), now);
        assertThat(conversation.facts().strange()).isEqualTo(4);
        assertThat(conversation.facts().answered()).isZero();
    }
}
