package org.vmft.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void keepsTheRateOfWhoWaitsAsLongAsItSays() {
        Pace pace = new Pace(1_000, 10, 5);
        long now = 5;
        for (int i = 0; i < 2_000; i++) {
            now += pace.pass(3, now);
        }
        assertThat((double) now).isCloseTo(6.0 * SECOND, within(0.02 * SECOND));
    }

    @Test
    void catchesUpAfterALittleLateness() {
        Pace pace = new Pace(1_000, 10, 0);
        long wait = pace.pass(12, 0);
        assertThat(wait).isEqualTo(2_000_000);
        assertThat(pace.pass(5, wait + 3_000_000)).isEqualTo(2_000_000);
    }

    @Test
    void forfeitsWhatWasNotUsedBeyondTheBurst() {
        Pace pace = new Pace(1_000, 10, 0);
        assertThat(pace.pass(10, 3_600 * SECOND)).isZero();
        assertThat(pace.pass(1, 3_600 * SECOND)).isEqualTo(1_000_000);
    }

    @Test
    void neverWaitsWithoutALimit() {
        Pace pace = new Pace(Bulk.UNLIMITED, 1 << 14, 0);
        assertThat(pace.pass(1 << 14, 0)).isZero();
        assertThat(pace.pass(1 << 14, 0)).isZero();
        assertThat(pace.pass(1 << 14, 1)).isZero();
    }

    @Test
    void refusesARateThatNeverEnds() {
        assertThatThrownBy(() -> new Pace(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(Double.NaN, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
