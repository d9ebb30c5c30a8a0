package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestScheduleTest {
    @Test
    void digestIsDueTenMillisecondsAfterTheLastOneIfTheGuestHasMoved() {
        DigestSchedule schedule = new DigestSchedule(1_000, 5);
        assertThat(schedule.due(10_000_999, 6)).isFalse();
        assertThat(schedule.due(10_001_000, 6)).isTrue();
        assertThat(schedule.due(10_001_000, 5)).isFalse();
    }
}
