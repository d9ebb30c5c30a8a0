package org.vmft.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WatchTest {
    private final Watch watch = new Watch();

    @Test
    void returnsWhatCameAboutInAnotherThread() throws Exception {
        AtomicInteger value = new AtomicInteger();
        Thread other = new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                value.incrementAndGet();
                watch.changed();
            }
        });
        other.start();
        assertThat(watch.<Integer>await("a thousand", 30_000, () -> Optional.of(value.get()).filter(now -> now == 1000))).isEqualTo(1000);
    }

    @Test
    void saysWhatItWaitedForInVain() {
        assertThatThrownBy(() -> watch.await("spring", 5, Optional::empty))
                .isInstanceOf(AbandonedException.class).hasMessage("waited 5 ms for spring");
    }

    @Test
    void stopsWaitingWhenTheConditionCannotComeAboutAnyMore() {
        assertThatThrownBy(() -> watch.await("spring", 30_000, () -> {
            throw new AbandonedException("the sun is gone");
        })).hasMessage("the sun is gone");
    }
}
