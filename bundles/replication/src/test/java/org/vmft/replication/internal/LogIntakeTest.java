package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;

class LogIntakeTest {
    private final LogIntake intake = new LogIntake();

    static Flush flush(long first, LogEntry... entries) {
        List<TimedEntry> timed = new ArrayList<>();
        for (LogEntry entry : entries) {
            timed.add(new TimedEntry(first, entry));
        }
        timed.add(new TimedEntry(first + 1, new LogEntry.Progress()));
        return new Flush(first, timed);
    }

    @Test
    void receiptIsAcknowledgedAtOnce() {
        assertThat(intake.accept(flush(1, new LogEntry.InterruptTaken(0)))).get()
                .extracting(ChannelMessage.Ack::received).isEqualTo(2L);
        assertThat(intake.accept(flush(3))).get().extracting(ChannelMessage.Ack::received).isEqualTo(3L);
    }

    @Test
    void whatWasReceivedBeforeIsTakenOnceAfterAResumption() {
        intake.accept(flush(1));
        assertThat(intake.accept(flush(1))).isEmpty();
        assertThat(intake.take()).isPresent();
        assertThat(intake.take()).isEmpty();
    }

    @Test
    void aGapIsRefusedWithBothPositions() {
        assertThatThrownBy(() -> intake.accept(flush(2))).hasMessageContaining("expected=1 actual=2");
    }

    @Test
    void nothingIsAcknowledgedAfterTheSeal() {
        intake.accept(flush(1));
        assertThat(intake.seal().lastPosition()).isEqualTo(1);
        assertThat(intake.accept(flush(2))).isEmpty();
        assertThat(intake.refresh()).isEmpty();
        assertThat(intake.received()).isEqualTo(1);
    }

    @Test
    void theSealTellsOfControlEntriesInTheLog() {
        intake.accept(flush(1, new LogEntry.Detach()));
        intake.accept(flush(3, new LogEntry.PowerOff()));
        assertThat(intake.seal()).isEqualTo(new LogIntake.Seal(4, true, true));
    }

    @Test
    void creditBoundsWhatThePrimaryMaySend() {
        long credit = intake.refresh().orElseThrow().credit();
        assertThat(credit).isEqualTo(Math.min(LogIntake.ENTRIES_MAX, LogIntake.BYTES_MAX / LogIntake.ENTRY_BYTES_MAX));
        for (long position = 1; position <= credit; position++) {
            intake.accept(flush(position));
        }
        assertThatThrownBy(() -> intake.accept(flush(credit + 1))).hasMessageContaining("beyond credit");
        intake.executed(credit, 1);
        assertThat(intake.accept(flush(credit + 1))).isPresent();
    }

    @RepeatedTest(200)
    @Timeout(30)
    void anAcknowledgedEntryIsAlwaysInTheSealedLog() throws Exception {
        LogIntake raced = new LogIntake();
        AtomicLong acknowledged = new AtomicLong();
        CyclicBarrier begin = new CyclicBarrier(2);
        Thread receiving = new Thread(() -> {
            try {
                begin.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            for (long position = 1; position <= 2000; position++) {
                raced.accept(flush(position)).ifPresent(ack -> acknowledged.set(ack.received()));
            }
        });
        receiving.start();
        begin.await();
        while (raced.received() < 100) {
            Thread.onSpinWait();
        }
        long sealed = raced.seal().lastPosition();
        receiving.join();
        assertThat(acknowledged.get()).isEqualTo(sealed);
        long taken = 0;
        while (raced.take().isPresent()) {
            taken++;
        }
        assertThat(taken).isEqualTo(sealed);
    }
}
