package org.vmft.replication.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final long START = -5;
    private static final String REFUSED = "arbiter 127.0.0.1:7001: Connection refused";

    private final Silence silence = new Silence();

    @Test
    void arbiterThatIsAbsentForAMomentIsNotWarnedOf() {
        assertThat(silence.worthAWarning(Silence.ABSENT, START)).isFalse();
        assertThat(silence.worthAWarning(Silence.ABSENT, START + Silence.ABSENT_NANOS_MAX - 1)).isFalse();
        assertThat(silence.ended()).isFalse();
    }

    @Test
    void arbiterThatStaysAwayIsWarnedOfOnce() {
        silence.worthAWarning(Silence.ABSENT, START);
        assertThat(silence.worthAWarning(Silence.ABSENT, START + Silence.ABSENT_NANOS_MAX)).isTrue();
        assertThat(silence.worthAWarning(Silence.ABSENT, START + 2 * Silence.ABSENT_NANOS_MAX)).isFalse();
    }

    @Test
    void arbiterThatDoesNotAnswerIsWarnedOfAtOnce() {
        assertThat(silence.worthAWarning(Silence.ABSENT, START)).isFalse();
        assertThat(silence.worthAWarning(REFUSED, START + 1)).isTrue();
        assertThat(silence.worthAWarning(REFUSED, START + 2)).isFalse();
    }

    @Test
    void answerAfterAWarningIsToldAndAllBeginsAnew() {
        silence.worthAWarning(REFUSED, START);
        assertThat(silence.ended()).isTrue();
        assertThat(silence.ended()).isFalse();
        assertThat(silence.worthAWarning(REFUSED, START)).isTrue();
    }
}
