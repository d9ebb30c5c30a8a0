package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentTest {
    private final CountDownLatch gone = new CountDownLatch(1);

    @Test
    void isGoneWhenItsProcessEnds() throws Exception {
        Process parent = new ProcessBuilder("sleep", "1000").start();
        try {
            Parent.watch(Long.toString(parent.pid()), gone::countDown);
            assertThat(gone.getCount()).isEqualTo(1);
        } finally {
            parent.destroyForcibly();
        }
        assertThat(gone.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void isGoneAtOnceWhenItsProcessHasEnded() throws Exception {
        Process parent = new ProcessBuilder("true").start();
        parent.waitFor();
        Parent.watch(Long.toString(parent.pid()), gone::countDown);
        assertThat(gone.getCount()).isZero();
    }

    @Test
    void isNeverGoneWhenThereIsNone() {
        Parent.watch(null, gone::countDown);
        Parent.watch("", gone::countDown);
        assertThat(gone.getCount()).isEqualTo(1);
    }

    @Test
    void mustBeAProcessId() {
        assertThatThrownBy(() -> Parent.watch("me", gone::countDown)).hasMessage("VMFT_PARENT: expected a process id, actual me");
    }
}
