package org.vmft.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmft.demo.transfer.Connection;
import org.vmft.demo.transfer.LinesFacts;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;

class ConditionsTest {
    @ParameterizedTest
    @EnumSource(Fault.class)
    void holdWhenARunWentWell(Fault fault) {
        assertThat(Tale.of(fault).broken()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenTheClientIsNotContent(Fault fault) {
        Tale lost = Tale.of(fault);
        lost.lost = 1;
        assertThat(lost.broken()).containsExactly("client: 1 lost");
        Tale diverged = Tale.of(fault);
        diverged.divergences = 2;
        assertThat(diverged.broken()).containsExactly("client: 2 answers differ from the first");
        Tale strange = Tale.of(fault);
        strange.strange = 3;
        assertThat(strange.broken()).containsExactly("client: 3 answers to nothing that was asked");
        Tale open = Tale.of(fault);
        open.requests = open.answers.size() + 1;
        assertThat(open.broken()).singleElement().asString().endsWith("requests answered");
        Tale troubled = Tale.of(fault);
        troubled.troubles = List.of("the chain breaks");
        assertThat(troubled.broken()).containsExactly("client: the chain breaks");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenTheReplayIsNotAsItMustBe(Fault fault) {
        Tale missing = Tale.of(fault);
        missing.history = Optional.empty();
        assertThat(missing.broken()).containsExactly("the logs were not replayed");
        Tale different = Tale.of(fault);
        different.failures = List.of("final digest: expected=1 actual=2");
        assertThat(different.broken()).containsExactly("replay: final digest: expected=1 actual=2");
        Tale unchecked = Tale.of(fault);
        unchecked.digestsCompared = 0;
        assertThat(unchecked.broken()).containsExactly("replay: no digest was compared");
        Tale fewer = Tale.of(fault);
        fewer.replies = 7;
        assertThat(fewer.broken()).singleElement().asString().startsWith("replay: 7 requests answered");
        Tale diverged = Tale.of(fault);
        diverged.history = Optional.of(new HistoryFacts("toy", 1, 1, diverged.answers.size(), 1, List.of()));
        assertThat(diverged.broken()).containsExactly("replay: 1 divergences");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenTheRunWasAbandonedOrNothingWasDone(Fault fault) {
        Tale abandoned = Tale.of(fault);
        abandoned.abandoned = Optional.of("waited 5 ms for spring");
        assertThat(abandoned.broken()).containsExactly("abandoned: waited 5 ms for spring");
        Tale idle = Tale.of(fault);
        idle.strikes.clear();
        assertThat(idle.broken()).contains("no fault was brought about");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenNobodyGoesLive(Fault fault) {
        assertThat(Tale.of(fault).without("-> SOLO").broken()).contains("after the fault nobody went live and answered");
        assertThat(Tale.of(fault).without("granted").broken()).contains("after the fault nobody went live and answered");
        assertThat(Tale.of(fault).silent(Tale.STRIKE, 10_000).broken()).contains("after the fault nobody went live and answered");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenThereWasLittleTrafficBeforeOrAfter(Fault fault) {
        assertThat(Tale.of(fault).silent(150, Tale.STRIKE).broken()).singleElement().asString().endsWith("answers before the fault");
        assertThat(Tale.of(fault).silent(Tale.STRIKE, 10_000).answers(3010, 3020, 20).broken())
                .anyMatch(line -> line.endsWith("answers after the fault"));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenAGenerationIsWonTwiceOrLeftOut(Fault fault) {
        assertThat(Tale.of(fault).says(5000, "c", "arbiter: granted CLAIM generation 2").broken())
                .contains("node c won a claim: expected=generation 3 actual=generation 2");
        assertThat(Tale.of(fault).says(5000, "c", "arbiter: granted CLAIM generation 4").broken())
                .contains("node c won a claim: expected=generation 3 actual=generation 4");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenANodeDiverges(Fault fault) {
        assertThat(Tale.of(fault).says(500, "b", "role BACKUP -> DIVERGED").broken()).containsExactly("node b: role BACKUP -> DIVERGED ");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breakWhenANodeIsFencedThatNobodyDisplaced(Fault fault) {
        assertThat(Tale.of(fault).says(5000, "c", "role CLAIMING -> FENCED").broken()).singleElement().asString().startsWith("nodes fenced");
    }

    @Test
    void holdWhenABusyHostMadeANodeSuspectOneThatLived() {
        Tale tale = new TaleWithLapse().tale;
        assertThat(tale.broken()).isEmpty();
        assertThat(tale.facts().lapses()).isEqualTo(1);
    }

    /** Before the fault, a wins generation 2 against b, which is fenced; c joins and survives a. */
    private static final class TaleWithLapse {
        private final Tale tale = Tale.of(Fault.PRIMARY);

        TaleWithLapse() {
            tale.events.removeIf(event -> event.nanos() > Tale.STRIKE * 1_000_000);
            tale.claims(200, "a", 2).says(202, "a", "role CLAIMING -> SOLO").says(210, "b", "role CLAIMING -> FENCED");
            tale.says(300, "c", "role JOINING -> BACKUP").says(310, "a", "role CUTOVER -> PRIMARY");
            tale.backupGoesLive(Tale.STRIKE, "c", 3, "refused: Connection refused");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"LINK", "PAUSE"})
    void breakWhenASilentPeerWasNotNoticedByTimeout(Fault fault) {
        Tale tale = Tale.of(fault).without("suspected");
        tale.says(Tale.STRIKE + 100, "b", "suspected: refused: Connection refused");
        assertThat(tale.broken()).containsExactly("suspected by refused: Connection refused, not by timeout");
    }

    @Test
    void breakWhenBothNodesStayLiveOnASilentLink() {
        assertThat(Tale.of(Fault.LINK).without("FENCED").broken()).containsExactly("the other node was not fenced");
    }

    @Test
    void breakWhenAResumedPrimaryIsNotFenced() {
        assertThat(Tale.of(Fault.PAUSE).without("FENCED").broken()).containsExactly("the resumed primary was not fenced");
    }

    @Test
    void breakWhenThePrimaryIsResumedBeforeTheOtherHasAnsweredMuch() {
        assertThat(Tale.of(Fault.PAUSE).silent(1600, 3000).broken()).anyMatch(line -> line.endsWith("answers while the old primary was paused"));
    }

    @Test
    void breakWhenAnythingIsAnsweredWithoutAnArbiter() {
        assertThat(Tale.of(Fault.ARBITER).answers(2000, 2001, 1).broken()).containsExactly("1 answers while there was no arbiter");
    }

    @Test
    void breakWhenAClaimIsGrantedWithoutAnArbiter() {
        Tale tale = Tale.of(Fault.ARBITER).without("granted");
        tale.says(2000, "b", "arbiter: granted CLAIM generation 2");
        assertThat(tale.broken()).containsExactly("a claim was granted before the arbiter was back");
    }

    @Test
    void breakWhenNothingWasAskedWithoutAnArbiter() {
        Tale tale = Tale.of(Fault.ARBITER);
        Strike strike = tale.strikes.remove(0);
        tale.strikes.add(new Strike(strike.at(), "a", strike.heldFrom(), strike.undoneAt(), 0));
        assertThat(tale.broken()).containsExactly("nothing was asked while there was no arbiter");
    }

    @Test
    void breakWhenTheVictimItselfGoesOn() {
        Tale tale = Tale.of(Fault.PRIMARY);
        tale.strikes.clear();
        tale.strike(Tale.STRIKE, "b");
        assertThat(tale.broken()).containsExactly("node b went live, which the fault had hit");
    }

    @Test
    void areSeenForEachOfSeveralFaults() {
        Tale rounds = Tale.of(Fault.PRIMARY);
        rounds.says(3000, "b", "role CUTOVER -> PRIMARY");
        rounds.strike(4000, "b").backupGoesLive(4000, "c", 3, "refused: Connection refused");
        assertThat(rounds.broken()).isEmpty();
        assertThat(rounds.without("generation 3").broken()).containsExactly("after the fault nobody went live and answered");
    }

    @Test
    void aTransferMustBeWholeOnBothSidesOfTheFaultAndOneConnection() {
        Connection whole = new Connection(1, 1, 100, 1100, 0);
        assertThat(brokenBy(new TransferFacts("curl", 1000, 400, 1000, 1, whole, Optional.empty()))).isEmpty();
        assertThat(brokenBy(new TransferFacts("curl", 1000, 400, 999, 1, whole, Optional.empty())))
                .containsExactly("curl: 999 of 1000 bytes");
        assertThat(brokenBy(new TransferFacts("curl", 1000, 99, 1000, 1, whole, Optional.empty())))
                .containsExactly("transfers: 99 of 1000 bytes before the fault, expected a tenth on either side");
        assertThat(brokenBy(new TransferFacts("curl", 1000, 901, 1000, 1, whole, Optional.empty()))).hasSize(1);
        assertThat(brokenBy(new TransferFacts("curl", 1000, 400, 1000, 1, new Connection(2, 2, 0, 1100, 0), Optional.empty())))
                .hasSize(1).first().asString().startsWith("curl: not one connection to the guest: ");
        assertThat(brokenBy(new TransferFacts("curl", 1000, 400, 1000, 1, whole, Optional.of("curl ended with exit code 56"))))
                .containsExactly("curl: curl ended with exit code 56");
    }

    @Test
    void linesMustBeAnsweredInOrderOnOneConnection() {
        Tale tale = Tale.of(Fault.PRIMARY);
        tale.lines = Optional.of(new LinesFacts(10, new Connection(1, 1, 100, 120, 0), Optional.empty()));
        assertThat(Conditions.broken(tale.facts())).isEmpty();
        tale.lines = Optional.of(new LinesFacts(10, new Connection(1, 1, 100, 120, 1), Optional.of("expected=7 x actual=8 x")));
        assertThat(Conditions.broken(tale.facts())).hasSize(2).contains("lines: expected=7 x actual=8 x");
    }

    private static List<String> brokenBy(TransferFacts transfer) {
        Tale tale = Tale.of(Fault.PRIMARY);
        tale.transfers = List.of(transfer);
        return Conditions.broken(tale.facts());
    }
}
