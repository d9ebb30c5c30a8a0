package org.vmft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;

/**
 * What holds for every guest on every instruction set when {@link VirtualMachines} runs it: a replay is the recording
 * again. A subclass says which guests, and what they are sent.
 */
public abstract class RecordReplayContract {
    private static final int ROUNDS = 8;
    private static final int TURNS = 600;

    protected abstract VirtualMachines machines();

    protected abstract InstructionSet isa();

    protected abstract MachineSpec spec();

    /** A guest, with everything in it that may differ from run to run. */
    protected abstract Image image(SplittableRandom random);

    /** Something that arrives from outside. */
    protected LogEntry.Input input(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(5) == 0 ? 1500 : 40)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? new LogEntry.PacketArrival(bytes) : new LogEntry.ConsoleInput(bytes);
    }

    private RecordingSession boot(SplittableRandom random) {
        RecordedHost host = new RecordedHost(random.nextLong());
        try {
            VirtualMachine machine = machines().boot(isa(), spec(), image(random), host, 1_000_000);
            return new RecordingSession(machine, host, this::input, random.nextLong(), 1_000_000);
        } catch (BadImageException e) {
            throw new AssertionError(e);
        }
    }

    private VirtualMachine restore(byte[] state, RecordedHost host, long now) {
        return machines().restore(isa(), state, host, now);
    }

    @Test
    void replayReachesTheRecordedStateFromAnyInputs() {
        SplittableRandom random = Seed.random("replayReachesTheRecordedStateFromAnyInputs");
        for (int round = 0; round < ROUNDS; round++) {
            RecordingSession primary = boot(random);
            byte[] state = primary.machine().save();
            primary.run(TURNS);
            primary.machine().restartPositions();

            RecordedHost backupHost = new RecordedHost(0);
            VirtualMachine backup = restore(state, backupHost, 77);
            Turn end = LogReplay.replay(backup, primary.host().flushes(), random, 77);

            assertThat(end).as("round %d", round).isEqualTo(new Turn.NeedEntries());
            assertThat(backup.step()).isEqualTo(primary.machine().step());
            assertThat(backup.digest()).isEqualTo(primary.machine().digest());
            assertThat(backup.save()).isEqualTo(primary.machine().save());
            assertThat(backup.outputIndex()).isEqualTo(primary.machine().outputIndex());
            assertThat(backup.position()).isEqualTo(primary.host().entries().size());
            assertThat(backupHost.outputs()).isEqualTo(primary.host().outputs());
            assertThat(backup.digestsCompared()).isEqualTo(primary.host().entries().stream()
                    .filter(entry -> entry.entry() instanceof LogEntry.Digest).count());
        }
    }

    @Test
    void logIsOrderedByStepAndDeliveriesComeBeforeWhatTheStepDoes() {
        SplittableRandom random = Seed.random("logIsOrderedByStepAndDeliveriesComeBeforeWhatTheStepDoes");
        for (int round = 0; round < ROUNDS; round++) {
            RecordingSession primary = boot(random);
            primary.run(TURNS);
            primary.machine().restartPositions();
            List<TimedEntry> entries = primary.host().entries();
            for (int at = 1; at < entries.size(); at++) {
                assertOrdered(entries.get(at - 1), entries.get(at));
            }
        }
    }

    private static void assertOrdered(TimedEntry before, TimedEntry entry) {
        assertThat(entry.step()).isGreaterThanOrEqualTo(before.step());
        if (entry.step() == before.step() && before.entry() instanceof LogEntry.Synchronous) {
            assertThat(entry.entry()).isInstanceOf(LogEntry.Synchronous.class);
        }
        if (entry.step() == before.step() && before.entry() instanceof LogEntry.Digest) {
            assertThat(entry.entry()).isNotInstanceOf(LogEntry.Input.class)
                    .isNotInstanceOf(LogEntry.ClockAnchor.class);
        }
    }

    @Test
    void machineSavedAnywhereInAReplayGoesOnLikeTheUninterruptedOne() {
        SplittableRandom random = Seed.random("machineSavedAnywhereInAReplayGoesOnLikeTheUninterruptedOne");
        for (int round = 0; round < ROUNDS; round++) {
            RecordingSession primary = boot(random);
            byte[] state = primary.machine().save();
            primary.run(TURNS);
            primary.machine().restartPositions();
            List<TimedEntry> entries = primary.host().entries();

            VirtualMachine backup = restore(state, new RecordedHost(0), 0);
            primary.host().flushes().forEach(backup::supply);
            int turns = random.nextInt(2 * primary.host().flushes().size());
            for (int at = 0; at < turns; at++) {
                backup.turn(at);
            }
            VirtualMachine copy = restore(backup.save(), new RecordedHost(0, backup.outputIndex()), 0);
            assertThat(copy.digest()).isEqualTo(backup.digest());
            List<TimedEntry> rest = entries.subList((int) backup.position(), entries.size());
            assertThat(LogReplay.replay(copy, LogReplay.flushes(rest), random, 0)).isEqualTo(new Turn.NeedEntries());
            assertThat(copy.digest()).isEqualTo(primary.machine().digest());
        }
    }

    @Test
    void cloneOfARunningPrimaryFollowsItFromPositionZero() {
        SplittableRandom random = Seed.random("cloneOfARunningPrimaryFollowsItFromPositionZero");
        for (int round = 0; round < ROUNDS; round++) {
            RecordingSession primary = boot(random);
            primary.run(random.nextInt(TURNS));
            primary.machine().restartPositions();
            assertThat(primary.machine().position()).isZero();
            VirtualMachine clone = restore(primary.machine().save(),
                    new RecordedHost(0, primary.machine().outputIndex()), 0);
            primary.host().flushes().clear();
            primary.run(TURNS);
            primary.machine().restartPositions();
            assertThat(LogReplay.replay(clone, primary.host().flushes(), random, 0)).isEqualTo(new Turn.NeedEntries());
            assertThat(clone.digest()).isEqualTo(primary.machine().digest());
        }
    }

    @Test
    void machineGoesLiveAtAnyFlushAndItsNewLogReplaysToo() {
        SplittableRandom random = Seed.random("machineGoesLiveAtAnyFlushAndItsNewLogReplaysToo");
        for (int round = 0; round < ROUNDS; round++) {
            RecordingSession primary = boot(random);
            byte[] state = primary.machine().save();
            primary.run(TURNS);
            List<Flush> prefix = primary.host().flushes()
                    .subList(0, 1 + random.nextInt(primary.host().flushes().size()));

            long now = random.nextLong(-1L << 40, 1L << 40);
            RecordedHost host = new RecordedHost(random.nextLong());
            VirtualMachine machine = restore(state, host, now);
            LogReplay.replay(machine, prefix, random, now);
            long position = machine.position();
            // Later than any time at which the replay above took a turn.
            now += 1L << 40;
            machine.goLive(now);
            assertThat(machine.recording()).isTrue();
            new RecordingSession(machine, host, this::input, random.nextLong(), now).run(TURNS);
            machine.restartPositions();

            assertThat(host.flushes().get(0).firstPosition()).isEqualTo(position + 1);
            List<Flush> whole = new ArrayList<>(prefix);
            whole.addAll(host.flushes());
            VirtualMachine second = restore(state, new RecordedHost(0), 0);
            assertThat(LogReplay.replay(second, whole, random, 0)).isEqualTo(new Turn.NeedEntries());
            assertThat(second.digest()).isEqualTo(machine.digest());
        }
    }
}
