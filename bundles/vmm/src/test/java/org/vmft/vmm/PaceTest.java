package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void firstQuantumIsTheInitialOne() {
        assertThat(new Pace().quantum()).isEqualTo(Pace.QUANTUM_STEPS_INITIAL);
    }

    @Test
    void quantumSettlesAtAHundredMicrosecondsOfWork() {
        for (long speed : new long[] {2_000_000, 50_000_000, 1_000_000_000}) {
            Pace pace = new Pace();
            for (int at = 0; at < 200; at++) {
                pace.ran(pace.quantum(), pace.quantum() * 1_000_000_000 / speed);
            }
            assertThat(pace.quantum()).isBetween(speed / 10_000 * 98 / 100, speed / 10_000 * 102 / 100);
        }
    }

    @Test
    void quantumStaysWithinItsBounds() {
        Pace slow = new Pace();
        Pace fast = new Pace();
        for (int at = 0; at < 1_000; at++) {
            slow.ran(slow.quantum(), 10_000_000_000L);
            fast.ran(fast.quantum(), 1);
        }
        assertThat(slow.quantum()).isEqualTo(Pace.QUANTUM_STEPS_MIN);
        assertThat(fast.quantum()).isEqualTo(Pace.QUANTUM_STEPS_MAX);
    }

    @Test
    void oneLongPauseHardlyMovesTheEstimate() {
        Pace pace = new Pace();
        pace.ran(pace.quantum(), 60_000_000_000L);
        assertThat(pace.quantum()).isGreaterThan(Pace.QUANTUM_STEPS_INITIAL * 9 / 10);
    }

    @Test
    void aQuantumCutShortOnlyEverSaysThatTheGuestIsFaster() {
        Pace pace = new Pace();
        for (int at = 0; at < 200; at++) {
            pace.ranShort(1_000, 50_000);
        }
        assertThat(pace.stepsPerSecond()).isEqualTo(new Pace().stepsPerSecond());
        for (int at = 0; at < 200; at++) {
            pace.ranShort(10_000, 50_000);
        }
        assertThat(pace.stepsPerSecond()).isBetween(196_000_000L, 200_000_000L);
    }

    @Test
    void oddMeasurementsAreIgnored() {
        Pace pace = new Pace();
        pace.ran(0, 100);
        pace.ran(100, 0);
        pace.ran(100, -1);
        assertThat(pace.quantum()).isEqualTo(Pace.QUANTUM_STEPS_INITIAL);
        pace.ran(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(pace.quantum()).isPositive();
    }
}
