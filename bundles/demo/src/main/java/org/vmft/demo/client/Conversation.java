package org.vmft.demo.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What one client asks the guest's server, and what it makes of the answers. It alone talks to the server since its
 * boot, so that it can compute the whole chain. Pure: time is an argument. Not thread-safe.
 */
public final class Conversation {
    private static final long ASK_NANOS = 1_000_000_000 / 300;
    private static final long ANSWER_NANOS_MAX = 10_000_000_000L;
    /** The server forgets an answer after 256 later ones; a request must be answered well before. */
    private static final int SPAN_MAX = 128;
    /** A quarter of an hour without a pause; some 60 MB. */
    private static final int REQUESTS_MAX = 300_000;
    private static final int PAYLOAD_BYTES_MAX = 200;
    private static final int TROUBLES_MAX = 10;

    private final int client;
    private final SplittableRandom random;
    private final Map<Long, Exchange> pending = new TreeMap<>();
    /** By id - 1; empty until answered. */
    private final List<byte[]> answers = new ArrayList<>();
    /** Answers that the chain has not reached, by counter. */
    private final Map<Long, Unchecked> unchecked = new TreeMap<>();
    private final List<String> troubles = new ArrayList<>();
    private long[] answeredAt = new long[1024];
    private int answered;
    private long chain;
    private long checked;
    private long askAt;
    private boolean outage;
    private boolean finishing;
    private long lost;
    private long duplicates;
    private long divergences;
    private long strange;
    private long retransmissions;

    private record Unchecked(Answer answer, byte[] payload) {}

    public Conversation(SplittableRandom random, long now) {
        this.random = random;
        client = random.nextInt();
        askAt = now;
    }

    public int client() {
        return client;
    }

    /** Sends what is due; returns when to call again. */
    long turn(long now, Consumer<byte[]> send) {
        if (mayAsk() && now - askAt >= 0) {
            ask(now, send);
        }
        long next = mayAsk() ? askAt : Long.MAX_VALUE;
        for (Exchange exchange : pending.values()) {
            if (outage || answered == 0) {
                exchange.excuse(now);
            }
            if (exchange.becomesLate(now, ANSWER_NANOS_MAX)) {
                lost++;
                trouble("request " + exchange.request().id() + " was not answered within "
                        + ANSWER_NANOS_MAX / 1_000_000_000 + " s");
            }
            if (now - exchange.retryAt() >= 0) {
                retransmissions++;
                exchange.repeated(now);
                send.accept(exchange.request().encode());
            }
            next = Math.min(next, exchange.retryAt());
        }
        return next;
    }

    private boolean mayAsk() {
        Iterator<Long> ids = pending.keySet().iterator();
        long next = answers.size() + 1L;
        long oldest = ids.hasNext() ? ids.next() : next;
        return !finishing && answers.size() < REQUESTS_MAX && next - oldest < SPAN_MAX;
    }

    private void ask(long now, Consumer<byte[]> send) {
        byte[] payload = new byte[random.nextInt(PAYLOAD_BYTES_MAX + 1)];
        random.nextBytes(payload);
        Request request = new Request(client, answers.size() + 1L, payload);
        answers.add(new byte[0]);
        pending.put(request.id(), new Exchange(request, now));
        send.accept(request.encode());
        askAt = Math.max(askAt, now - ASK_NANOS) + ASK_NANOS;
    }

    void received(byte[] datagram, long now) {
        Optional<Answer> decoded = Answer.decode(datagram);
        if (decoded.isEmpty() || decoded.get().client() != client || decoded.get().id() < 1
                || decoded.get().id() > answers.size()) {
            strange++;
            trouble("an answer to nothing that was asked: " + decoded.map(Answer::toString).orElse(Arrays.toString(datagram)));
            return;
        }
        Answer answer = decoded.get();
        byte[] first = answers.get((int) answer.id() - 1);
        if (first.length == 0) {
            first(answer, datagram, now);
        } else if (Arrays.equals(first, datagram)) {
            duplicates++;
        } else {
            divergences++;
            trouble("two answers: first=" + Answer.decode(first).orElseThrow() + " then=" + answer);
        }
    }

    private void first(Answer answer, byte[] datagram, long now) {
        byte[] payload = pending.remove(answer.id()).request().payload();
        answers.set((int) answer.id() - 1, datagram);
        if (answered == answeredAt.length) {
            answeredAt = Arrays.copyOf(answeredAt, answered * 2);
        }
        answeredAt[answered++] = now;
        if (answer.counter() <= checked || unchecked.containsKey(answer.counter())) {
            broken("counter " + answer.counter() + " given twice, now to request " + answer.id());
            return;
        }
        unchecked.put(answer.counter(), new Unchecked(answer, payload));
        for (Unchecked next = unchecked.remove(checked + 1); next != null; next = unchecked.remove(checked + 1)) {
            check(next);
        }
    }

    private void check(Unchecked next) {
        Answer answer = next.answer();
        Answer expected = new Answer(answer.id(), client, checked + 1,
                HashChain.next(chain, client, answer.id(), next.payload()), next.payload().length);
        if (!answer.equals(expected)) {
            broken("expected=" + expected + " actual=" + answer);
        }
        checked++;
        chain = answer.hash();
    }

    private void broken(String how) {
        lost++;
        trouble("the chain breaks: " + how);
    }

    private void trouble(String what) {
        if (troubles.size() < TROUBLES_MAX) {
            troubles.add(what);
        }
    }

    /** While nobody is allowed to answer, waiting for an answer does not count; nor until the server has answered at all. */
    void outage(boolean begins) {
        outage = begins;
    }

    /** Asks nothing new from here on. */
    void finish() {
        finishing = true;
    }

    boolean answeredAll() {
        return pending.isEmpty();
    }

    long answered() {
        return answered;
    }

    public ClientFacts facts() {
        long gaps = pending.isEmpty() ? unchecked.size() : 0;
        List<String> told = new ArrayList<>(troubles);
        if (gaps > 0) {
            told.add("the chain breaks: no answer has counter " + (checked + 1) + ", " + gaps + " have later ones");
        }
        return new ClientFacts(answers.size(), answered, lost + gaps, duplicates, divergences, strange, retransmissions,
                List.copyOf(told), Arrays.copyOf(answeredAt, answered));
    }

    /** The answers received, by id. */
    Map<Long, byte[]> answers() {
        Map<Long, byte[]> byId = new TreeMap<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).length > 0) {
                byId.put(i + 1L, answers.get(i));
            }
        }
        return byId;
    }
}
