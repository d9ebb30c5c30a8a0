package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.replica.ReplicaId;

class SendWindowTest {
    private final SendWindow window = new SendWindow(new ReplicaId(7));
    private final List<Long> sent = new ArrayList<>();

    private boolean take(org.vmft.api.log.Flush flush) {
        return sent.add(flush.firstPosition());
    }

    private void flushed(long... positions) {
        for (long position : positions) {
            window.add(LogIntakeTest.flush(position), position);
        }
    }

    @Test
    void nothingIsSentWithoutCredit() {
        flushed(1, 2);
        window.pump(this::take);
        assertThat(sent).isEmpty();
        window.acknowledge(0, 0, 1);
        window.pump(this::take);
        assertThat(sent).containsExactly(1L);
    }

    @Test
    void eachFlushIsSentOnceInOrder() {
        window.acknowledge(0, 0, 100);
        flushed(1, 2);
        window.pump(this::take);
        flushed(3);
        window.pump(this::take);
        assertThat(sent).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatTheLinkDidNotTakeIsSentLater() {
        window.acknowledge(0, 0, 100);
        flushed(1, 2);
        window.pump(flush -> false);
        window.pump(this::take);
        assertThat(sent).containsExactly(1L, 2L);
    }

    @Test
    void aResumedConnectionGoesOnBehindWhatWasReceived() {
        window.acknowledge(0, 0, 100);
        flushed(1, 2, 3);
        window.pump(this::take);
        window.acknowledge(1, 0, 100);
        sent.clear();
        window.resume(2);
        window.pump(this::take);
        assertThat(sent).containsExactly(3L);
    }

    @Test
    void aPeerThatForgotWhatItAcknowledgedIsRefused() {
        window.acknowledge(0, 0, 100);
        flushed(1, 2);
        window.pump(this::take);
        window.acknowledge(2, 0, 100);
        assertThatThrownBy(() -> window.resume(1)).hasMessageContaining("expected 2..2, actual 1");
        assertThatThrownBy(() -> window.resume(3)).hasMessageContaining("actual 3");
        assertThatThrownBy(() -> window.acknowledge(3, 0, 100)).hasMessageContaining("actual=3");
    }

    @Test
    void isFullUntilEnoughIsAcknowledged() {
        window.acknowledge(0, 0, Long.MAX_VALUE);
        for (long position = 1; position <= SendWindow.ENTRIES_MAX; position++) {
            assertThat(window.full()).isFalse();
            flushed(position);
        }
        assertThat(window.full()).isTrue();
        window.pump(this::take);
        window.acknowledge(1, 0, Long.MAX_VALUE);
        assertThat(window.full()).isFalse();
    }

    @Test
    void lagIsTheAgeOfTheOldestUnexecutedFlush() {
        window.acknowledge(0, 0, 100);
        flushed(1, 2);
        window.pump(this::take);
        assertThat(window.executionLag(11)).isEqualTo(10);
        window.acknowledge(2, 1, 100);
        assertThat(window.executionLag(11)).isEqualTo(9);
        window.acknowledge(2, 2, 100);
        assertThat(window.executionLag(11)).isZero();
    }
}
