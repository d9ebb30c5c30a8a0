package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureDetectorTest {
    private static final long SILENCE = 500;
    private final FailureDetector detector = new FailureDetector(SILENCE);

    @Test
    void silenceIsSuspectedWhenItHasLastedLongEnough() {
        detector.watch(1000);
        assertThat(detector.suspicion(1499)).isEmpty();
        assertThat(detector.suspicion(1500)).get().asString().startsWith("timeout");
    }

    @Test
    void anythingHeardBeginsTheSilenceAnew() {
        detector.watch(0);
        detector.heard(400);
        assertThat(detector.suspicion(899)).isEmpty();
        assertThat(detector.suspicion(900)).isPresent();
    }

    @Test
    void aRefusedConnectionCountsAtOnce() {
        detector.watch(0);
        detector.refused("connection refused");
        assertThat(detector.suspicion(1)).get().asString().isEqualTo("refused: connection refused");
    }

    @Test
    void aRefusalOfAnEarlierPeerIsForgotten() {
        detector.watch(0);
        detector.refused("connection refused");
        detector.watch(10);
        assertThat(detector.suspicion(11)).isEmpty();
    }

    @Test
    void anAnnouncedSilenceIsNotSuspected() {
        detector.watch(0);
        detector.suspend(5000);
        assertThat(detector.suspicion(4999)).isEmpty();
        assertThat(detector.suspicion(5000)).isPresent();
    }

    @Test
    void anAnnouncedSilenceEndsWithTheNextMessage() {
        detector.watch(0);
        detector.suspend(5000);
        detector.heard(100);
        assertThat(detector.suspicion(599)).isEmpty();
        assertThat(detector.suspicion(600)).isPresent();
    }

    @Test
    void aStallOfThisProcessIsNotThePeersSilence() {
        detector.watch(0);
        detector.awake(90);
        detector.awake(2090);
        assertThat(detector.suspicion(2090)).isEmpty();
        for (long now = 2100; now < 2490; now += 100) {
            detector.awake(now);
            assertThat(detector.suspicion(now)).isEmpty();
        }
        detector.awake(2500);
        assertThat(detector.suspicion(2500)).isPresent();
    }

    @Test
    void aSilentPeerIsSuspectedEvenWhenNothingElseWakesTheReplica() {
        detector.watch(0);
        detector.awake(0);
        long now = 0;
        while (detector.suspicion(now).isEmpty() && now < 10 * SILENCE) {
            now = detector.nextLook();
            detector.awake(now);
        }
        assertThat(now).isEqualTo(SILENCE);
    }

    @Test
    void shortPausesBetweenLooksDoNotProlongSilence() {
        detector.watch(0);
        for (long now = 0; now < 500; now += 100) {
            detector.awake(now);
            assertThat(detector.suspicion(now)).isEmpty();
        }
        detector.awake(500);
        assertThat(detector.suspicion(500)).isPresent();
    }

    @Test
    void nobodyIsSuspectedWhoIsNotWatched() {
        assertThat(detector.suspicion(Long.MAX_VALUE / 2)).isEmpty();
        detector.watch(0);
        detector.ignore();
        assertThat(detector.suspicion(Long.MAX_VALUE / 2)).isEmpty();
        assertThat(detector.nextLook()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void clocksMayBeNegativeAndOverflow() {
        detector.watch(Long.MAX_VALUE - 100);
        assertThat(detector.suspicion(Long.MAX_VALUE - 100 + 499)).isEmpty();
        assertThat(detector.suspicion(Long.MAX_VALUE - 100 + 500)).isPresent();
    }
}
