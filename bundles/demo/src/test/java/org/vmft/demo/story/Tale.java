package org.vmft.demo.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vmft.demo.client.ClientFacts;
import org.vmft.demo.transfer.LinesFacts;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;

/** Tells of a run that went well, for tests to spoil. Times are milliseconds from the start. */
final class Tale {
    static final long STRIKE = 1000;
    private static final long MILLI = 1_000_000;

    final List<NodeEvent> events = new ArrayList<>();
    final List<Strike> strikes = new ArrayList<>();
    final List<Long> answers = new ArrayList<>();
    Fault fault;
    long requests = -1;
    long lost;
    long divergences;
    long strange;
    List<String> troubles = List.of();
    Optional<HistoryFacts> history;
    long replies = -1;
    long digestsCompared = 100;
    List<String> failures = List.of();
    Optional<String> abandoned = Optional.empty();
    List<TransferFacts> transfers = List.of();
    Optional<LinesFacts> lines = Optional.empty();

    private Tale(Fault fault) {
        this.fault = fault;
        says(10, "a", "role BOOTING -> SOLO");
        says(20, "b", "role JOINING -> BACKUP");
        says(30, "a", "role CUTOVER -> PRIMARY");
        answers(100, STRIKE, 60);
    }

    static Tale of(Fault fault) {
        Tale tale = new Tale(fault);
        switch (fault) {
            case PRIMARY -> tale.strike(STRIKE, "a").backupGoesLive(STRIKE, "b", 2, "refused: Connection refused");
            case BACKUP -> {
                tale.strike(STRIKE, "b").says(STRIKE + 5, "a", "suspected: refused: Connection refused");
                tale.claims(STRIKE + 6, "a", 2).says(STRIKE + 9, "a", "role CLAIMING -> SOLO");
                tale.answers(STRIKE + 10, STRIKE + 1000, 60);
            }
            case LINK -> {
                tale.strike(STRIKE, "").backupGoesLive(STRIKE + 500, "b", 2, "timeout: nothing heard for 500 ms");
                tale.says(STRIKE + 520, "a", "role CLAIMING -> FENCED");
            }
            case PAUSE -> {
                tale.strikes.add(new Strike(STRIKE * MILLI, "a", 3000 * MILLI, 3000 * MILLI, 0));
                tale.backupGoesLive(STRIKE + 500, "b", 2, "timeout: nothing heard for 500 ms");
                tale.answers(3001, 3500, 60);
                tale.says(3100, "a", "role CLAIMING -> FENCED");
            }
            case ARBITER -> {
                tale.strikes.add(new Strike(STRIKE * MILLI, "a", 1600 * MILLI, 2600 * MILLI, 300));
                tale.says(STRIKE + 5, "b", "suspected: refused: Connection refused");
                tale.says(STRIKE + 6, "b", "role SEALED -> CLAIMING").says(STRIKE + 6, "b", "asks the arbiter: CLAIM generation 2");
                tale.says(3000, "b", "arbiter: granted CLAIM generation 2").says(3001, "b", "role GOING_LIVE -> SOLO");
                tale.answers(3002, 4000, 60);
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
        return tale;
    }

    Tale strike(long at, String victim) {
        strikes.add(Strike.simple(at * MILLI, victim));
        return this;
    }

    Tale backupGoesLive(long at, String node, long generation, String detector) {
        says(at + 5, node, "suspected: " + detector);
        claims(at + 6, node, generation);
        says(at + 8, node, "role CLAIMING -> GOING_LIVE").says(at + 9, node, "role GOING_LIVE -> SOLO");
        return answers(at + 10, at + 1000, 60);
    }

    Tale claims(long at, String node, long generation) {
        says(at, node, "asks the arbiter: CLAIM generation " + generation);
        return says(at + 1, node, "arbiter: granted CLAIM generation " + generation);
    }

    Tale says(long at, String node, String event) {
        events.add(new NodeEvent(at * MILLI, node, event, "id-" + node, "", 0, "", "", Optional.empty()));
        return this;
    }

    Tale answers(long from, long to, int count) {
        for (int i = 0; i < count; i++) {
            answers.add(from * MILLI + (to - from) * MILLI * i / count);
        }
        return this;
    }

    Tale without(String event) {
        events.removeIf(said -> said.event().contains(event));
        return this;
    }

    /** Removes answers in this span. */
    Tale silent(long from, long to) {
        answers.removeIf(at -> at >= from * MILLI && at < to * MILLI);
        return this;
    }

    RunFacts facts() {
        long[] times = answers.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(times);
        ClientFacts client = new ClientFacts(requests < 0 ? times.length : requests, times.length, lost, 3, divergences, strange, 10,
                troubles, times);
        Optional<HistoryFacts> replayed = history != null ? history
                : Optional.of(new HistoryFacts("toy", 2, digestsCompared, replies < 0 ? times.length : replies, 0, failures));
        return new RunFacts(fault, 1, 0, events, strikes, transfers, lines, client, replayed, abandoned);
    }

    List<String> broken() {
        return Conditions.broken(facts());
    }
}
