package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.testkit.Seed;

class RecordReplayTest {
    private static final int ROUNDS = 20;
    private static final int TURNS = 1_500;

    private static Session recorded(long seed, int turns) {
        Session primary = Session.boot(seed, (int) (seed & 3) - 1);
        primary.run(turns);
        primary.machine.restartPositions();
        return primary;
    }

    @Test
    void replayReachesTheRecordedStateFromAnyInputs() {
        SplittableRandom random = Seed.random("replayReachesTheRecordedStateFromAnyInputs");
        for (int round = 0; round < ROUNDS; round++) {
            long seed = random.nextLong();
            Session primary = Session.boot(seed, (int) (seed & 3) - 1);
            byte[] state = primary.machine.save();
            primary.run(TURNS);
            primary.machine.restartPositions();

            RecordedHost backupHost = new RecordedHost(0);
            VirtualMachine backup = Session.restore(state, backupHost, 77);
            Turn end = Session.replay(backup, primary.host.flushes, random, 77);

            assertThat(end).as("seed %d", seed).isEqualTo(new Turn.NeedEntries());
            assertThat(backup.step()).isEqualTo(primary.machine.step());
            assertThat(backup.digest()).isEqualTo(primary.machine.digest());
            assertThat(backup.save()).isEqualTo(primary.machine.save());
            assertThat(backup.outputIndex()).isEqualTo(primary.machine.outputIndex());
            assertThat(backup.position()).isEqualTo(Session.entries(primary.host.flushes).size());
            assertThat(backupHost.outputs).isEqualTo(primary.host.outputs);
            assertThat(backup.digestsCompared()).isPositive().isEqualTo(
                    Session.entries(primary.host.flushes).stream()
                            .filter(entry -> entry.entry() instanceof LogEntry.Digest).count());
        }
    }

    @Test
    void everyKindOfEntryIsRecorded() {
        List<Class<?>> kinds = new ArrayList<>();
        Session.entries(recorded(7, 20_000).host.flushes).forEach(entry -> kinds.add(entry.entry().getClass()));
        assertThat(kinds).contains(LogEntry.ClockAnchor.class, LogEntry.PacketArrival.class,
                LogEntry.ConsoleInput.class, LogEntry.Digest.class, LogEntry.InstructionResult.class,
                LogEntry.OutputMark.class, LogEntry.InterruptTaken.class, LogEntry.Progress.class);
    }

    @Test
    void logIsOrderedByStepAndDeliveriesComeBeforeWhatTheStepDoes() {
        SplittableRandom random = Seed.random("logIsOrderedByStepAndDeliveriesComeBeforeWhatTheStepDoes");
        for (int round = 0; round < ROUNDS; round++) {
            List<TimedEntry> entries = Session.entries(recorded(random.nextLong(), TURNS).host.flushes);
            for (int at = 1; at < entries.size(); at++) {
                TimedEntry before = entries.get(at - 1);
                TimedEntry entry = entries.get(at);
                assertThat(entry.step()).isGreaterThanOrEqualTo(before.step());
                if (entry.step() == before.step() && before.entry() instanceof LogEntry.Synchronous) {
                    assertThat(entry.entry()).isInstanceOf(LogEntry.Synchronous.class);
                }
                if (before.entry() instanceof LogEntry.Digest && entry.step() == before.step()) {
                    assertThat(entry.entry()).isNotInstanceOf(LogEntry.Input.class)
                            .isNotInstanceOf(LogEntry.ClockAnchor.class);
                }
            }
        }
    }

    @Test
    void machineSavedAnywhereInAReplayGoesOnLikeTheUninterruptedOne() {
        SplittableRandom random = Seed.random("machineSavedAnywhereInAReplayGoesOnLikeTheUninterruptedOne");
        for (int round = 0; round < ROUNDS; round++) {
            Session primary = Session.boot(random.nextLong(), 1);
            byte[] state = primary.machine.save();
            primary.run(TURNS);
            primary.machine.restartPositions();
            List<TimedEntry> entries = Session.entries(primary.host.flushes);

            VirtualMachine backup = Session.restore(state, new RecordedHost(0), 0);
            Session.flushes(entries).forEach(backup::supply);
            int turns = random.nextInt(2 * primary.host.flushes.size());
            for (int at = 0; at < turns; at++) {
                backup.turn(at);
            }
            VirtualMachine copy = Session.restore(backup.save(), new RecordedHost(0, backup.outputIndex()), 0);
            assertThat(copy.digest()).isEqualTo(backup.digest());
            Turn end = Session.replay(copy,
                    Session.flushes(entries.subList((int) backup.position(), entries.size())), random, 0);
            assertThat(end).isEqualTo(new Turn.NeedEntries());
            assertThat(copy.digest()).isEqualTo(primary.machine.digest());
        }
    }

    @Test
    void cloneOfARunningPrimaryFollowsItFromPositionZero() {
        SplittableRandom random = Seed.random("cloneOfARunningPrimaryFollowsItFromPositionZero");
        for (int round = 0; round < ROUNDS; round++) {
            Session primary = recorded(random.nextLong(), random.nextInt(TURNS));
            assertThat(primary.machine.position()).isZero();
            VirtualMachine clone = Session.restore(primary.machine.save(),
                    new RecordedHost(0, primary.machine.outputIndex()), 0);
            primary.host.flushes.clear();
            primary.run(TURNS);
            primary.machine.restartPositions();
            assertThat(Session.replay(clone, primary.host.flushes, random, 0)).isEqualTo(new Turn.NeedEntries());
            assertThat(clone.digest()).isEqualTo(primary.machine.digest());
        }
    }

    @Test
    void machineGoesLiveAtAnyFlushAndItsNewLogReplaysToo() {
        SplittableRandom random = Seed.random("machineGoesLiveAtAnyFlushAndItsNewLogReplaysToo");
        for (int round = 0; round < ROUNDS; round++) {
            Session primary = Session.boot(random.nextLong(), 1);
            byte[] state = primary.machine.save();
            primary.run(TURNS);
            List<Flush> prefix = primary.host.flushes.subList(0, 1 + random.nextInt(primary.host.flushes.size()));

            long now = random.nextLong(-1L << 40, 1L << 40);
            RecordedHost host = new RecordedHost(random.nextLong());
            VirtualMachine machine = Session.restore(state, host, now);
            Session.replay(machine, prefix, random, now);
            long position = machine.position();
            now += 1L << 30;
            machine.goLive(now);
            assertThat(machine.recording()).isTrue();
            Session live = Session.resume(machine, host, random.nextLong(), now);
            live.run(TURNS);
            machine.restartPositions();

            assertThat(host.flushes.get(0).firstPosition()).isEqualTo(position + 1);
            List<Flush> whole = new ArrayList<>(prefix);
            whole.addAll(host.flushes);
            VirtualMachine second = Session.restore(state, new RecordedHost(0), 0);
            assertThat(Session.replay(second, whole, random, 0)).isEqualTo(new Turn.NeedEntries());
            assertThat(second.digest()).isEqualTo(machine.digest());
        }
    }

    @Test
    void haltIsReplayedAndSaidAgainAfterGoingLive() {
        Session primary = Session.boot(5, 1, 30_000);
        byte[] state = primary.machine.save();
        Turn halted = primary.run(100_000);
        assertThat(halted).isInstanceOf(Turn.Halted.class);
        assertThat(primary.machine.step()).isEqualTo(30_000);
        assertThat(primary.machine.turn(primary.now)).isEqualTo(halted);

        VirtualMachine backup = Session.restore(state, new RecordedHost(0), 0);
        assertThat(Session.replay(backup, primary.host.flushes, new SplittableRandom(1), 0))
                .isEqualTo(new Turn.NeedEntries());
        assertThat(backup.digest()).isEqualTo(primary.machine.digest());
        backup.goLive(1);
        assertThat(backup.turn(2)).isEqualTo(halted);
    }

    @Test
    void controlEntryStopsTheReplayAtItsStepAndLeavesAtOnce() {
        Session primary = Session.boot(9, 1);
        byte[] state = primary.machine.save();
        primary.run(50);
        primary.machine.control(new LogEntry.Detach());
        Flush last = primary.host.flushes.get(primary.host.flushes.size() - 1);
        assertThat(last.entries().get(last.entries().size() - 2).entry()).isEqualTo(new LogEntry.Detach());

        VirtualMachine backup = Session.restore(state, new RecordedHost(0), 0);
        primary.host.flushes.forEach(backup::supply);
        Turn turn = backup.turn(0);
        while (turn instanceof Turn.Ran) {
            turn = backup.turn(0);
        }
        assertThat(turn).isEqualTo(new Turn.ControlReached(new LogEntry.Detach(), last.lastPosition() - 1));
        assertThat(backup.digest()).isEqualTo(primary.machine.digest());
        assertThat(backup.turn(0)).isEqualTo(new Turn.NeedEntries());
    }

    @Test
    void gapInTheLogIsRefusedWithBothPositions() {
        Session primary = Session.boot(9, 1);
        VirtualMachine backup = Session.restore(primary.machine.save(), new RecordedHost(0), 0);
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
        Session primary = Session.boot(9, 1);
        VirtualMachine backup = Session.restore(primary.machine.save(), new RecordedHost(0), 0);
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
        VirtualMachine backup = Session.restore(Session.boot(9, 1).machine.save(), new RecordedHost(0), 0);
        assertThat(backup.post(new LogEntry.ConsoleInput(new byte[1]))).isFalse();
        assertThat(backup.dropped()).isEqualTo(1);
        assertThatThrownBy(() -> backup.control(new LogEntry.PowerOff())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(backup::restartPositions).isInstanceOf(IllegalStateException.class);
    }
}
