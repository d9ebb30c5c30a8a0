package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.replica.FrameWaits;

class FrameClockTest {
    private static final long INTERVAL = 2_000_000_000;

    private final FrameClock clock = new FrameClock(0);

    @Test
    void tellsTheWaitsUpToTheNextDeliveryPoint() {
        for (int i = 1; i <= 100; i++) {
            clock.arrived(1_000_000 - i * 10_000);
        }
        clock.deliveryPoint(1_000_000);
        assertThat(clock.takeIfDue(INTERVAL)).contains(until(100, 510_000, 1_000_000, 1_000_000));
    }

    @Test
    void tellsHowMuchOfItWasTheQuantumsDoing() {
        clock.arrived(1_000);
        clock.deliveryPoint(60_000);
        assertThat(clock.waiting()).isFalse();
        clock.arrived(100_000);
        assertThat(clock.waiting()).isTrue();
        clock.quantumOver(150_000);
        clock.deliveryPoint(180_000);
        assertThat(clock.takeIfDue(INTERVAL)).contains(new FrameWaits(new FrameWaits.Waits(2, 60_000, 80_000, 80_000),
                Optional.of(new FrameWaits.Waits(1, 50_000, 50_000, 50_000))));
    }

    @Test
    void aFrameCountsOnceAndOnlyOnceItWasReached() {
        clock.arrived(10);
        assertThat(clock.takeIfDue(INTERVAL)).isEmpty();
        clock.deliveryPoint(20);
        clock.deliveryPoint(5_000_000);
        assertThat(clock.takeIfDue(INTERVAL)).contains(until(1, 10, 10, 10));
        clock.deliveryPoint(6_000_000);
        assertThat(clock.takeIfDue(2 * INTERVAL)).isEmpty();
    }

    @Test
    void longWaitsAreNotMadeShorter() {
        clock.arrived(0);
        clock.deliveryPoint(900_000_000);
        assertThat(clock.takeIfDue(INTERVAL)).contains(until(1, 900_000_000, 900_000_000, 900_000_000));
    }

    @Test
    void isToldEveryTwoSecondsOnly() {
        clock.arrived(0);
        clock.deliveryPoint(0);
        assertThat(clock.takeIfDue(INTERVAL - 1)).isEmpty();
        assertThat(clock.takeIfDue(INTERVAL)).isPresent();
        clock.arrived(INTERVAL);
        clock.deliveryPoint(INTERVAL);
        assertThat(clock.takeIfDue(2 * INTERVAL - 1)).isEmpty();
        assertThat(clock.takeIfDue(2 * INTERVAL)).isPresent();
    }

    @Test
    void moreFramesThanAGuestQueuesAreNotCounted() {
        for (int i = 0; i < 2 * FrameClock.WAITING_MAX; i++) {
            clock.arrived(0);
        }
        clock.deliveryPoint(0);
        assertThat(clock.takeIfDue(INTERVAL)).contains(until(FrameClock.WAITING_MAX, 0, 0, 0));
    }

    private static FrameWaits until(long frames, long p50Nanos, long p99Nanos, long maxNanos) {
        return new FrameWaits(new FrameWaits.Waits(frames, p50Nanos, p99Nanos, maxNanos), Optional.empty());
    }
}
