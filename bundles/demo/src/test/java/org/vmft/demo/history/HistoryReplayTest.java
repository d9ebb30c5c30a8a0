package org.vmft.demo.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.vm.VirtualMachine;

class HistoryReplayTest {
    private RecordedGuest guest;

    @BeforeEach
    void record() throws Exception {
        guest = recorded((byte) 1);
    }

    private static RecordedGuest recorded(byte payload) throws Exception {
        RecordedGuest guest = new RecordedGuest(payload);
        for (long id = 2; id <= 20; id++) {
            guest.ask(id);
        }
        return guest;
    }

    private HistoryFacts replay(Expectation expected) {
        return new HistoryReplay(guest.machines, name -> Optional.of(guest.isa).filter(isa -> isa.name().equals(name)))
                .run(expected, name -> {
                    if (!guest.logs.containsKey(name)) {
                        throw new NoSuchFileException(name);
                    }
                    return guest.logs.get(name).open();
                });
    }

    /** Two failovers, with requests before, during and after each. */
    private Expectation threeGenerations() {
        for (String next : List.of("b", "c")) {
            VirtualMachine joiner = guest.join(next);
            long from = guest.received.size();
            for (long id = from + 1; id <= from + 10; id++) {
                guest.ask(id);
            }
            guest.fail(joiner);
            for (long id = from + 11; id <= from + 20; id++) {
                guest.ask(id);
            }
        }
        return guest.stop();
    }

    @Test
    void findsOneLogAsItWasRecorded() {
        HistoryFacts facts = replay(guest.stop());
        assertThat(facts.failures()).isEmpty();
        assertThat(facts.replies()).isEqualTo(20);
        assertThat(facts.isa()).isEqualTo("toy");
        assertThat(facts.digestsCompared()).isPositive();
    }

    @Test
    void goesFromOneGenerationToTheNext() {
        HistoryFacts facts = replay(threeGenerations());
        assertThat(facts.failures()).isEmpty();
        assertThat(facts.logs()).isEqualTo(3);
        assertThat(facts.replies()).isEqualTo(60);
        assertThat(facts.divergences()).isZero();
    }

    @Test
    void needsNothingOfAnOldLogAfterTheJoin() {
        Expectation expected = threeGenerations();
        MemoryLog old = guest.logs.get("a");
        old.complete = false;
        old.flushes.remove(old.flushes.size() - 1);
        assertThat(replay(expected).failures()).isEmpty();
    }

    @Test
    void missesAnAnswerThatTheClientDoesNotHave() {
        Expectation all = guest.stop();
        Map<Long, String> fewer = new TreeMap<>(all.answers());
        fewer.remove(5L);
        assertThat(replay(new Expectation(all.logs(), all.digest(), all.client(), fewer)).failures())
                .singleElement().asString().startsWith("request 5 of client 7: answered=").endsWith("received=nothing");
    }

    @Test
    void missesAnAnswerThatOnlyTheClientHas() {
        Expectation all = guest.stop();
        Map<Long, String> more = new TreeMap<>(all.answers());
        more.put(99L, "00");
        assertThat(replay(new Expectation(all.logs(), all.digest(), all.client(), more)).failures())
                .containsExactly("request 99 of client 7: answered=nothing received=00");
    }

    @Test
    void noticesAnotherAnswerThanTheClientHas() {
        Expectation all = guest.stop();
        Map<Long, String> other = new TreeMap<>(all.answers());
        other.put(5L, "00");
        assertThat(replay(new Expectation(all.logs(), all.digest(), all.client(), other)).failures())
                .singleElement().asString().endsWith("received=00");
    }

    @Test
    void noticesAnotherFinalState() {
        Expectation all = guest.stop();
        assertThat(replay(new Expectation(all.logs(), "00000000deadbeef", all.client(), all.answers())).failures())
                .singleElement().asString().startsWith("a: final digest: expected=00000000deadbeef actual=");
    }

    @Test
    void noticesALogThatDoesNotComeToTheStateOfTheNext() {
        Expectation expected = threeGenerations();
        List<Flush> flushes = guest.logs.get("a").flushes;
        flushes.subList(flushes.size() / 4, flushes.size()).clear();
        assertThat(replay(expected).failures()).singleElement().asString().startsWith("a does not come to the state with which b begins");
    }

    @Test
    void noticesALogOfTheWrongNode() {
        Expectation expected = threeGenerations();
        HistoryFacts facts = replay(new Expectation(List.of("a", "c"), expected.digest(), expected.client(), expected.answers()));
        assertThat(facts.failures()).singleElement().asString().startsWith("a does not come to the state with which c begins");
    }

    @Test
    void noticesALogThatGoesOnFromAnotherStateAtTheSameStep() throws Exception {
        RecordedGuest other = recorded((byte) 2);
        other.fail(other.join("b"));
        guest.join("b");
        assertThat(other.logs.get("b").header).isEqualTo(guest.logs.get("b").header);
        guest.logs.put("b", other.logs.get("b"));
        Expectation expected = other.stop();
        assertThat(replay(expected).failures()).singleElement().asString().startsWith("a does not come to the state with which b begins");
    }

    @Test
    void noticesALogThatIsDamaged() {
        Expectation expected = guest.stop();
        List<Flush> flushes = guest.logs.get("a").flushes;
        int at = flushes.size() / 2;
        while (flushes.get(at).entries().stream().noneMatch(entry -> entry.entry() instanceof LogEntry.PacketArrival)) {
            at++;
        }
        List<TimedEntry> entries = new ArrayList<>(flushes.get(at).entries());
        entries.removeIf(entry -> entry.entry() instanceof LogEntry.PacketArrival);
        flushes.set(at, new Flush(flushes.get(at).firstPosition(), entries));
        HistoryFacts facts = replay(expected);
        assertThat(facts.divergences()).isEqualTo(1);
        assertThat(facts.failures()).singleElement().asString().startsWith("a: divergence at position ");
    }

    @Test
    void noticesALastLogThatIsNotComplete() {
        Expectation expected = guest.stop();
        guest.logs.get("a").complete = false;
        assertThat(replay(expected).failures()).singleElement().asString().startsWith("a is not complete");
    }

    @Test
    void namesALogThatCannotBeOpened() {
        Expectation expected = guest.stop();
        assertThat(replay(new Expectation(List.of("z"), expected.digest(), expected.client(), expected.answers())).failures())
                .containsExactly("z: z");
    }
}
