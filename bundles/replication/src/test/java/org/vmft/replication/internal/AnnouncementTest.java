package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private static final long MILLI = 1_000_000;
    private final Announcement announcement = new Announcement();

    @Test
    void comesSeveralTimesAfterGoingLiveAndThenNoMore() {
        announcement.begin(0);
        assertThat(dueMillis(0, 5_000)).containsExactly(50L, 200L, 450L, 800L);
        assertThat(announcement.nextAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void isDueAtOnceWhenAnotherHostUsedTheAddress() {
        announcement.begin(0);
        dueMillis(0, 1_000);
        announcement.doubted();
        assertThat(announcement.nextAt()).isLessThanOrEqualTo(1_001 * MILLI);
        assertThat(announcement.due(1_001 * MILLI)).isTrue();
        assertThat(announcement.due(1_002 * MILLI)).isFalse();
        assertThat(announcement.nextAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void twoHostsWithOneAddressDoNotFloodTheNetwork() {
        announcement.begin(0);
        dueMillis(0, 1_000);
        List<Long> answered = new ArrayList<>();
        for (long milli = 1_001; milli <= 2_000; milli++) {
            announcement.doubted();
            if (announcement.due(milli * MILLI)) {
                answered.add(milli);
            }
        }
        assertThat(answered).hasSize(20).startsWith(1_001L, 1_051L);
        announcement.doubted();
        assertThat(announcement.nextAt()).isEqualTo(2_001 * MILLI);
    }

    private List<Long> dueMillis(long from, long until) {
        List<Long> due = new ArrayList<>();
        for (long milli = from; milli <= until; milli++) {
            if (announcement.due(milli * MILLI)) {
                due.add(milli);
            }
        }
        return due;
    }
}
