package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.testkit.LogReplay;
import org.vmft.testkit.RecordedHost;
import org.vmft.testkit.RecordingSession;

class RecordReplayTest {
    @Test
    void everyKindOfEntryIsRecorded() {
        RecordingSession primary = PseudoSession.boot(7, 1);
        primary.run(20_000);
        assertThat(primary.host().entries()).<Class<?>>extracting(entry -> entry.entry().getClass()).contains(
                LogEntry.ClockAnchor.class, LogEntry.PacketArrival.class, LogEntry.ConsoleInput.class, LogEntry.Digest.class, LogEntry.InstructionResult.class,
                LogEntry.OutputMark.class, LogEntry.InterruptTaken.class, LogEntry.Progress.class);
    }

    @Test
    void haltIsReplayedAndSaidAgainAfterGoingLive() {
        RecordingSession primary = PseudoSession.boot(5, 1, 30_000);
        byte[] state = primary.machine().save();
        Turn halted = primary.run(100_000);
        assertThat(halted).isInstanceOf(Turn.Halted.class);
        assertThat(primary.machine().step()).isEqualTo(30_000);
        assertThat(primary.machine().turn(primary.now())).isEqualTo(halted);
        List<TimedEntry> last = primary.host().lastFlush().entries();
        assertThat(last.get(last.size() - 2).entry()).isInstanceOfSatisfying(LogEntry.Digest.class,
                digest -> assertThat(digest.withMemory()).isTrue());

        VirtualMachine backup = PseudoSession.restore(state, new RecordedHost(0), 0);
        assertThat(LogReplay.replay(backup, primary.host().flushes(), new SplittableRandom(1), 0))
                .isEqualTo(new Turn.NeedEntries());
        assertThat(backup.digest()).isEqualTo(primary.machine().digest());
        backup.goLive(1);
        assertThat(backup.turn(2)).isEqualTo(halted);
    }

    @Test
    void controlEntryStopsTheReplayAtItsStepAndLeavesAtOnce() {
        RecordingSession primary = PseudoSession.boot(9, 1);
        byte[] state = primary.machine().save();
        primary.run(50);
        primary.machine().control(new LogEntry.Detach());
        Flush last = primary.host().lastFlush();
        assertThat(last.entries().get(last.entries().size() - 2).entry()).isEqualTo(new LogEntry.Detach());

        VirtualMachine backup = PseudoSession.restore(state, new RecordedHost(0), 0);
        primary.host().flushes().forEach(backup::supply);
        Turn turn = backup.turn(0);
        while (turn instanceof Turn.Ran) {
            turn = backup.turn(0);
        }
        assertThat(turn).isEqualTo(new Turn.ControlReached(new LogEntry.Detach(), last.lastPosition() - 1));
        assertThat(backup.digest()).isEqualTo(primary.machine().digest());
        assertThat(backup.turn(0)).isEqualTo(new Turn.NeedEntries());
    }

    /** A backup at step 10 whose last anchor, of time 1000, arrived at 5 ms; then goes live at that time plus. */
    private static LogEntry.ClockAnchor firstLiveAnchor(long rate, long nanosLater) {
        RecordedHost host = new RecordedHost(0);
        VirtualMachine machine = PseudoSession.restore(
                PseudoSession.boot(1, PseudoMachine.BUSY).machine().save(), host, 1_000_000);
        machine.supply(new Flush(1, List.of(new TimedEntry(0, new LogEntry.ClockAnchor(1_000, rate)),
                new TimedEntry(10, new LogEntry.Progress()))));
        Turn turn = machine.turn(5_000_000);
        while (turn instanceof Turn.Ran) {
            // Replaying takes a while, but the anchor had arrived before.
            turn = machine.turn(5_500_000);
        }
        assertThat(turn).isEqualTo(new Turn.NeedEntries());
        machine.goLive(5_000_000 + nanosLater);
        machine.turn(5_000_000 + nanosLater);
        machine.restartPositions();
        return (LogEntry.ClockAnchor) host.entries().get(0).entry();
    }

    @Test
    void clockGoesOnAfterGoingLiveByLocalTimeSinceTheLastAnchorArrived() {
        assertThat(firstLiveAnchor(1, 3_000_000).time()).isEqualTo(1_000 + 30_000);
    }

    @Test
    void clockThatIsAheadOfLocalTimeAfterGoingLiveDoesNotStepBack() {
        // Ten steps of 2000 ticks each are more than the 1 ms that has passed.
        assertThat(firstLiveAnchor(2_000L << 32, 1_000_000).time()).isEqualTo(1_000 + 20_000);
    }

    @Test
    void digestCoversTheClock() {
        VirtualMachine machine = PseudoSession.restore(
                PseudoSession.boot(1, PseudoMachine.BUSY).machine().save(), new RecordedHost(0), 0);
        long before = machine.digest();
        machine.supply(new Flush(1, List.of(new TimedEntry(0, new LogEntry.ClockAnchor(0, 5)),
                new TimedEntry(0, new LogEntry.Progress()))));
        assertThat(machine.turn(0)).isEqualTo(new Turn.NeedEntries());
        assertThat(machine.digest()).isNotEqualTo(before);
    }

    @Test
    void gapInTheLogIsRefusedWithBothPositions() {
        RecordingSession primary = PseudoSession.boot(9, 1);
        VirtualMachine backup = PseudoSession.restore(primary.machine().save(), new RecordedHost(0), 0);
        TimedEntry progress = new TimedEntry(0, new LogEntry.Progress());
        backup.supply(new Flush(1, List.of(progress, progress)));
        assertThatThrownBy(() -> backup.supply(new Flush(2, List.of(progress))))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("position: expected 3, actual 2");
        assertThatThrownBy(() -> backup.supply(new Flush(4, List.of(progress))))
                .hasMessage("position: expected 3, actual 4");
        backup.supply(new Flush(3, List.of(progress)));
    }

    @Test
    void machineGoesLiveOnlyWithEverythingConsumed() {
        RecordingSession primary = PseudoSession.boot(9, 1);
        VirtualMachine backup = PseudoSession.restore(primary.machine().save(), new RecordedHost(0), 0);
        backup.supply(new Flush(1, List.of(new TimedEntry(0, new LogEntry.Progress()))));
        assertThatThrownBy(() -> backup.goLive(0)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not consumed");
        assertThat(backup.turn(0)).isEqualTo(new Turn.NeedEntries());
        backup.goLive(0);
        assertThatThrownBy(() -> backup.goLive(0)).hasMessageContaining("actual recording");
        assertThatThrownBy(() -> backup.supply(new Flush(2, List.of(new TimedEntry(0, new LogEntry.Progress())))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void replayingMachineRefusesInputAndControl() {
        VirtualMachine backup = PseudoSession.restore(PseudoSession.boot(9, 1).machine().save(), new RecordedHost(0), 0);
        assertThat(backup.post(new LogEntry.ConsoleInput(new byte[1]))).isFalse();
        assertThat(backup.dropped()).isEqualTo(1);
        assertThatThrownBy(() -> backup.control(new LogEntry.PowerOff())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(backup::restartPositions).isInstanceOf(IllegalStateException.class);
    }
}
