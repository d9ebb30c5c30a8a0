package org.vmft.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {
    @Test
    void countsIdleAndWaitingTimeAsIdleAndGuestTimeOnce() {
        Host.Ticks ticks = Host.ticks("cpu  10 20 30 400 50 6 7 8 9 10");
        assertThat(ticks).isEqualTo(new Host.Ticks(450, 531));
        assertThat(new Host.Ticks(455, 541).idleSince(ticks)).hasValue(0.5);
        assertThat(ticks.idleSince(ticks)).isEmpty();
    }

    @Test
    void readsResidentMemory() {
        assertThat(Host.residentMegabytes(List.of("VmHWM:\t  9999 kB", "VmRSS:\t  2048 kB"))).isEqualTo(2);
        assertThat(Host.residentMegabytes(List.of())).isZero();
    }
}
