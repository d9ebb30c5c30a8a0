package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.vm.Turn;
import org.vmft.testkit.RecordedHost;
import org.vmft.testkit.RecordingSession;

class FlushTest {
    private static final int QUIET = 0;

    private static boolean holdsOutput(Flush flush) {
        return flush.entries().stream().anyMatch(entry -> entry.entry() instanceof LogEntry.OutputMark);
    }

    private static int largest(RecordingSession primary, ToIntFunction<Flush> measure) {
        return primary.host().flushes().stream().mapToInt(measure).max().orElseThrow();
    }

    @Test
    void outputLeavesAtTheEndOfItsQuantum() {
        RecordingSession primary = PseudoSession.boot(2, 1);
        long outputs = 0;
        for (int at = 0; at < 500; at++) {
            long before = primary.host().flushes().stream().filter(FlushTest::holdsOutput).count();
            primary.livelyTurn();
            boolean produced = primary.machine().outputIndex() > outputs;
            outputs = primary.machine().outputIndex();
            assertThat(primary.host().flushes().stream().filter(FlushTest::holdsOutput).count() - before)
                    .isEqualTo(produced ? 1 : 0);
        }
        assertThat(outputs).isPositive();
    }

    @Test
    void frameEndsTheQuantumAtItsStep() {
        RecordingSession primary = PseudoSession.boot(2, 20);
        int frames = 0;
        for (int at = 0; at < 500; at++) {
            primary.livelyTurn();
            if (primary.host().flushes().isEmpty()) {
                continue;
            }
            Flush last = primary.host().lastFlush();
            for (TimedEntry entry : last.entries()) {
                // Frames of the test guest have 14 bytes at least, console outputs have one.
                if (entry.entry() instanceof LogEntry.OutputMark mark && mark.length() > 1) {
                    assertThat(last.progress()).isEqualTo(entry.step() + 1);
                    frames++;
                }
            }
        }
        assertThat(frames).isPositive();
    }

    @Test
    void runningGuestReportsProgressEveryTwoMilliseconds() {
        RecordingSession primary = PseudoSession.boot(4, PseudoMachine.BUSY);
        long flushedAt = primary.now();
        int flushes = 0;
        for (int at = 0; at < 2_000; at++) {
            long before = primary.now();
            assertThat(primary.turn()).isEqualTo(new Turn.Ran());
            if (primary.host().flushes().size() > flushes) {
                flushes = primary.host().flushes().size();
                assertThat(before - flushedAt).isBetween(2_000_000L, 2_300_000L);
                flushedAt = before;
            }
        }
        assertThat(flushes).isGreaterThan(30);
    }

    @Test
    void runningGuestsClockIsAnchoredEveryTwoMilliseconds() {
        RecordingSession primary = PseudoSession.boot(4, PseudoMachine.BUSY);
        long begun = primary.now();
        while (primary.now() - begun < 300_000_000) {
            primary.turn();
        }
        primary.machine().restartPositions();
        assertThat(primary.host().entries().stream()
                .filter(entry -> entry.entry() instanceof LogEntry.ClockAnchor)).hasSizeBetween(135, 151);
    }

    @Test
    void floodOfConsoleOutputKeepsFlushesWithinTheirBounds() {
        RecordingSession primary = PseudoSession.boot(6, PseudoMachine.CONSOLE_FLOOD);
        primary.run(200);
        assertThat(largest(primary, flush -> flush.entries().size())).isLessThanOrEqualTo(Recorder.FLUSH_ENTRIES_MAX);
        assertThat(primary.machine().outputIndex()).isGreaterThan(10_000);
    }

    @Test
    void floodOfInputKeepsFlushesWithinTheirBounds() {
        RecordingSession primary = PseudoSession.boot(6, QUIET);
        for (int at = 0; at < 5_000; at++) {
            primary.machine().post(new LogEntry.PacketArrival(new byte[InputQueue.FRAME_BYTES_MAX]));
            primary.turn();
        }
        assertThat(largest(primary, flush -> flush.entries().stream().mapToInt(entry ->
                entry.entry() instanceof LogEntry.Input input ? InputQueue.bytesOf(input).length : 16).sum()))
                .isLessThanOrEqualTo(Recorder.FLUSH_BYTES_MAX);
        assertThat(primary.host().entries().stream()
                .filter(entry -> entry.entry() instanceof LogEntry.PacketArrival).count()).isGreaterThan(200);
    }

    @Test
    void flushLeavesEarlyWhenItHasNoRoomForMoreInput() {
        RecordingSession primary = PseudoSession.boot(6, PseudoMachine.BUSY);
        long begun = primary.now();
        for (int at = 0; at < 1_000; at++) {
            while (primary.machine().post(new LogEntry.PacketArrival(new byte[InputQueue.FRAME_BYTES_MAX]))) {
                // Until the queue is full.
            }
            primary.turn();
        }
        assertThat(primary.host().flushes().size()).isGreaterThan((int) ((primary.now() - begun) / 1_500_000));
    }

    @Test
    void machineStandsStillWhileTheHostIsFull() {
        RecordingSession primary = PseudoSession.boot(8, 1);
        primary.run(20);
        long step = primary.machine().step();
        int flushes = primary.host().flushes().size();
        primary.host().full(Optional.of("window full"));
        for (int at = 0; at < 10; at++) {
            primary.pass(50_000_000);
            assertThat(primary.turn()).isEqualTo(new Turn.Wait("window full"));
        }
        assertThat(primary.machine().step()).isEqualTo(step);
        assertThat(primary.host().flushes()).hasSize(flushes);
        primary.host().full(Optional.empty());
        primary.run(20);
        assertThat(primary.machine().step()).isGreaterThan(step);
    }

    @Test
    void idleGuestLogsNothingMore() {
        RecordingSession primary = idle(11);
        int flushes = primary.host().flushes().size();
        assertThat(primary.host().flushes().get(flushes - 1).progress()).isEqualTo(primary.machine().step());
        Turn.WaitUntil wait = (Turn.WaitUntil) primary.machine().turn(primary.now());
        for (long now = primary.now(); now < wait.nanos(); now += Math.max(1, (wait.nanos() - primary.now()) / 20)) {
            assertThat(primary.machine().turn(now)).isEqualTo(wait);
        }
        assertThat(primary.host().flushes()).hasSize(flushes);
    }

    @Test
    void idleGuestsProgressWaitsForTheNextOutputTwoMillisecondsAtMost() {
        RecordingSession primary = idle(18);
        primary.pass(10_000_000);
        wakeAndIdle(primary);
        long flushedAt = primary.now();
        int flushes = primary.host().flushes().size();
        Turn.WaitUntil wait = wakeAndIdle(primary);
        assertThat(primary.host().flushes()).hasSize(flushes);
        assertThat(wait.nanos()).isLessThanOrEqualTo(flushedAt + 2_000_000);
        primary.machine().turn(flushedAt + 2_000_000);
        assertThat(primary.host().flushes()).hasSize(flushes + 1);
        assertThat(primary.host().lastFlush().progress()).isEqualTo(primary.machine().step());
    }

    private static Turn.WaitUntil wakeAndIdle(RecordingSession primary) {
        primary.machine().post(new LogEntry.ConsoleInput(new byte[] {1}));
        Turn turn = primary.machine().turn(primary.now());
        while (!(turn instanceof Turn.WaitUntil)) {
            turn = primary.machine().turn(primary.now());
        }
        return (Turn.WaitUntil) turn;
    }

    @Test
    void idleGuestWakesAtItsTimerWithAnAnchorThatHasReachedIt() {
        RecordingSession primary = idle(12);
        Turn.WaitUntil wait = (Turn.WaitUntil) primary.machine().turn(primary.now());
        long step = primary.machine().step();
        primary.machine().turn(wait.nanos());
        assertThat(primary.machine().step()).isGreaterThan(step);
        primary.machine().restartPositions();
        List<TimedEntry> entries = primary.host().entries();
        assertThat(entries.stream().filter(entry -> entry.step() == step
                && entry.entry() instanceof LogEntry.ClockAnchor)).isNotEmpty();
    }

    @Test
    void inputWakesAnIdleGuestBehindAFreshAnchor() {
        RecordingSession primary = idle(13);
        long step = primary.machine().step();
        primary.host().flushes().clear();
        assertThat(primary.machine().post(new LogEntry.ConsoleInput(new byte[] {1}))).isTrue();
        primary.machine().turn(primary.now());
        primary.machine().restartPositions();
        List<TimedEntry> entries = primary.host().entries();
        assertThat(entries.get(0)).satisfies(entry -> {
            assertThat(entry.step()).isEqualTo(step);
            assertThat(entry.entry()).isInstanceOf(LogEntry.ClockAnchor.class);
        });
        assertThat(entries.get(1).entry()).isInstanceOf(LogEntry.ConsoleInput.class);
        assertThat(primary.machine().step()).isGreaterThan(step);
    }

    @Test
    void backupOfAnIdleGuestReachesTheSameStep() {
        RecordingSession primary = PseudoSession.boot(14, QUIET);
        byte[] state = primary.machine().save();
        settle(primary);
        var backup = PseudoSession.restore(state, new RecordedHost(0), 0);
        primary.host().flushes().forEach(backup::supply);
        while (!(backup.turn(0) instanceof Turn.NeedEntries)) {
            // Until everything is consumed.
        }
        assertThat(backup.digest()).isEqualTo(primary.machine().digest());
    }

    @Test
    void idleMachineThatGoesLiveWakesAtItsTimer() {
        RecordingSession primary = PseudoSession.boot(15, QUIET);
        byte[] state = primary.machine().save();
        settle(primary);
        RecordedHost host = new RecordedHost(0);
        var backup = PseudoSession.restore(state, host, 0);
        primary.host().flushes().forEach(backup::supply);
        while (!(backup.turn(0) instanceof Turn.NeedEntries)) {
            // Until everything is consumed.
        }
        backup.goLive(10);
        long step = backup.step();
        assertThat(backup.turn(10)).isInstanceOf(Turn.WaitUntil.class);
        Turn.WaitUntil wait = (Turn.WaitUntil) backup.turn(11);
        assertThat(wait.nanos()).isBetween(11L, 1_000_000_000L);
        assertThat(backup.turn(wait.nanos() - 1)).isEqualTo(wait);
        assertThat(backup.step()).isEqualTo(step);
        backup.turn(wait.nanos());
        assertThat(backup.step()).isGreaterThan(step);
    }

    @Test
    void digestsComeAboutEveryTenMillisecondsAndWithMemoryEverySecond() {
        RecordingSession primary = PseudoSession.boot(16, QUIET);
        long begun = primary.now();
        while (primary.now() - begun < 3_000_000_000L) {
            primary.livelyTurn();
        }
        List<LogEntry.Digest> digests = primary.host().entries().stream()
                .filter(entry -> entry.entry() instanceof LogEntry.Digest)
                .map(entry -> (LogEntry.Digest) entry.entry()).toList();
        assertThat(digests).hasSizeBetween(150, 300);
        assertThat(digests.stream().filter(LogEntry.Digest::withMemory).count()).isBetween(2L, 3L);
    }

    @Test
    void restartedPositionsBeginAtOne() {
        RecordingSession primary = PseudoSession.boot(17, 1);
        primary.run(100);
        primary.machine().restartPositions();
        int flushes = primary.host().flushes().size();
        assertThat(primary.host().flushes().get(flushes - 1).progress()).isEqualTo(primary.machine().step());
        assertThat(primary.machine().position()).isZero();
        primary.machine().restartPositions();
        assertThat(primary.host().flushes()).hasSize(flushes);
        primary.run(100);
        assertThat(primary.host().flushes().get(flushes).firstPosition()).isEqualTo(1);
        assertThat(primary.machine().position())
                .isEqualTo(primary.host().lastFlush().lastPosition());
    }

    private static RecordingSession idle(long seed) {
        RecordingSession primary = PseudoSession.boot(seed, QUIET);
        Turn.WaitUntil wait = settle(primary);
        while (wait.nanos() < primary.now() + 1_000) {
            wait = settle(primary);
        }
        return primary;
    }

    /** Until the guest idles and the log says so. */
    private static Turn.WaitUntil settle(RecordingSession primary) {
        while (true) {
            if (primary.turn() instanceof Turn.WaitUntil wait) {
                if (!primary.host().flushes().isEmpty() && primary.host().lastFlush().progress() == primary.machine().step()) {
                    return wait;
                }
                primary.pass(Math.max(0, wait.nanos() - primary.now()));
            }
        }
    }
}
