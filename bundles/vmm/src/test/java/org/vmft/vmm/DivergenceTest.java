package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ClockAnchor;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.Digest;
import org.vmft.api.log.LogEntry.InstructionResult;
import org.vmft.api.log.LogEntry.InterruptTaken;
import org.vmft.api.log.LogEntry.OutputMark;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.log.LogEntry.Progress;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Source;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.testkit.LogReplay;
import org.vmft.testkit.RecordedHost;
import org.vmft.testkit.RecordingSession;
import org.vmft.testkit.Seed;

class DivergenceTest {
    private enum Corruption { DROPPED, DUPLICATED, ALTERED, EARLIER, LATER }

    private static final int ROUNDS = 400;

    private record Recorded(byte[] state, List<TimedEntry> entries, VirtualMachine machine) {}

    /** A recording that ends with the guest's halt, and so with a digest over everything. */
    private static Recorded recorded(long seed) {
        RecordingSession primary = PseudoSession.boot(seed, 2, 40_000);
        byte[] state = primary.machine().save();
        assertThat(primary.run(1_000_000)).isInstanceOf(Turn.Halted.class);
        return new Recorded(state, primary.host().entries(), primary.machine());
    }

    private static TimedEntry altered(TimedEntry timed, SplittableRandom random) {
        LogEntry entry = timed.entry();
        LogEntry other;
        if (entry instanceof ClockAnchor anchor) {
            other = random.nextBoolean() ? new ClockAnchor(anchor.time() + random.nextInt(-9, 9), anchor.rate())
                    : new ClockAnchor(anchor.time(), anchor.rate() * random.nextInt(-1, 3));
        } else if (entry instanceof PacketArrival packet) {
            other = new PacketArrival(altered(packet.bytes(), random));
        } else if (entry instanceof ConsoleInput input) {
            other = new ConsoleInput(altered(input.bytes(), random));
        } else if (entry instanceof Digest digest) {
            other = switch (random.nextInt(3)) {
                case 0 -> new Digest(digest.machine() ^ 1L << random.nextInt(64), digest.withMemory(), digest.memory());
                case 1 -> new Digest(digest.machine(), digest.withMemory(), digest.memory() + 1);
                default -> new Digest(digest.machine(), !digest.withMemory(), digest.memory());
            };
        } else if (entry instanceof InstructionResult result) {
            other = new InstructionResult(Source.ENTROPY, altered(result.bytes(), random));
        } else if (entry instanceof OutputMark mark) {
            other = switch (random.nextInt(3)) {
                case 0 -> new OutputMark(mark.index() + 1, mark.length(), mark.crc());
                case 1 -> new OutputMark(mark.index(), mark.length() - 1, mark.crc());
                default -> new OutputMark(mark.index(), mark.length(), mark.crc() ^ 1 << random.nextInt(32));
            };
        } else if (entry instanceof InterruptTaken taken) {
            other = new InterruptTaken(taken.cause() + 1);
        } else {
            other = new InterruptTaken(1);
        }
        return new TimedEntry(timed.step(), other);
    }

    private static byte[] altered(byte[] bytes, SplittableRandom random) {
        byte[] other = random.nextBoolean() ? bytes.clone() : new byte[bytes.length + 1];
        other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        return other;
    }

    private static List<TimedEntry> corrupted(List<TimedEntry> entries, int at, Corruption how, SplittableRandom random) {
        List<TimedEntry> log = new ArrayList<>(entries);
        TimedEntry entry = log.get(at);
        switch (how) {
            case DROPPED -> log.remove(at);
            case DUPLICATED -> log.add(at, entry);
            case ALTERED -> log.set(at, altered(entry, random));
            case EARLIER -> log.set(at, new TimedEntry(Math.max(0, entry.step() - 1 - random.nextInt(50)), entry.entry()));
            case LATER -> log.set(at, new TimedEntry(entry.step() + 1 + random.nextInt(50), entry.entry()));
            default -> throw new AssertionError(how);
        }
        // Whatever was done to it, the log still ends as every log does.
        log.add(new TimedEntry(log.get(log.size() - 1).step(), new Progress()));
        return log;
    }

    /** Progress bounds and repeated or missing checks are harmless, and so is an anchor that changes no reading. */
    private static boolean mustBeNoticed(LogEntry entry, Corruption how) {
        if (entry instanceof Progress) {
            return how == Corruption.ALTERED;
        }
        if (entry instanceof Digest) {
            return how != Corruption.DROPPED && how != Corruption.DUPLICATED;
        }
        return !(entry instanceof ClockAnchor);
    }

    @Test
    void everyCorruptionOfOneEntryIsADivergenceOrHarmless() {
        SplittableRandom random = Seed.random("everyCorruptionOfOneEntryIsADivergenceOrHarmless");
        int anchorsNoticed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Recorded recorded = recorded(random.nextInt(20));
            int at = random.nextInt(recorded.entries.size());
            Corruption how = Corruption.values()[random.nextInt(Corruption.values().length)];
            TimedEntry entry = recorded.entries.get(at);
            List<TimedEntry> log = corrupted(recorded.entries, at, how, random);
            String what = "%s %s at position %d: %s".formatted(how, EntryText.of(entry), at + 1, log.get(at));

            VirtualMachine backup = PseudoSession.restore(recorded.state, new RecordedHost(0), 0);
            Turn end = LogReplay.replay(backup, LogReplay.flushes(log), random, 0);

            if (end instanceof Turn.Diverged diverged) {
                assertThat(backup.turn(1L << 40)).as(what).isEqualTo(diverged);
                assertThat(diverged.divergence().position()).as(what).isBetween(1L, (long) log.size());
                assertThat(diverged.divergence().expected()).isNotEqualTo(diverged.divergence().actual());
                anchorsNoticed += entry.entry() instanceof ClockAnchor ? 1 : 0;
            } else {
                boolean unchanged = log.subList(0, recorded.entries.size()).equals(recorded.entries);
                assertThat(unchanged || !mustBeNoticed(entry.entry(), how)).as(what).isTrue();
                assertThat(backup.digest()).as(what).isEqualTo(recorded.machine.digest());
                assertThat(backup.outputIndex()).as(what).isEqualTo(recorded.machine.outputIndex());
            }
        }
        assertThat(anchorsNoticed).isPositive();
    }

    @Test
    void randomEntriesNeverMakeATurnThrow() {
        SplittableRandom random = Seed.random("randomEntriesNeverMakeATurnThrow");
        Recorded recorded = recorded(1);
        for (int round = 0; round < ROUNDS; round++) {
            int kept = random.nextInt(recorded.entries.size());
            List<TimedEntry> log = new ArrayList<>(recorded.entries.subList(0, kept));
            long step = kept == 0 ? 0 : log.get(kept - 1).step();
            for (int at = 0; at < 30; at++) {
                TimedEntry entry = recorded.entries.get(random.nextInt(recorded.entries.size()));
                log.add(altered(new TimedEntry(Math.max(0, step + random.nextInt(-5, 20)), entry.entry()), random));
            }
            log.add(new TimedEntry(step + 1_000, new Progress()));
            VirtualMachine backup = PseudoSession.restore(recorded.state, new RecordedHost(0), 0);
            Turn end = LogReplay.replay(backup, LogReplay.flushes(log), random, 0);
            assertThat(end).isInstanceOf(Turn.Diverged.class);
        }
    }

    @Test
    void digestThatHasAMemoryItShouldNotHaveIsToldFromTheRightOne() {
        assertThat(EntryText.of(new Digest(5, false, 7))).isNotEqualTo(EntryText.of(new Digest(5, false, 0)));
    }

    private static Turn replayed(long seed, TimedEntry... entries) {
        VirtualMachine backup = PseudoSession.restore(PseudoSession.boot(seed, 0).machine().save(), new RecordedHost(0), 0);
        return LogReplay.replay(backup, LogReplay.flushes(List.of(entries)), new SplittableRandom(1), 0);
    }

    @Test
    void unusedEntryIsReportedWithItsPositionAndBothValues() {
        Turn end = replayed(1, new TimedEntry(3, new InterruptTaken(9)), new TimedEntry(5, new Progress()));
        assertThat(end).hasToString("Diverged[divergence=divergence at position 1, step 3: "
                + "expected=InterruptTaken[cause=9] at step 3 actual=nothing of the kind by step 5]");
    }

    @Test
    void deliveryAtAStepAlreadyPassedIsADivergence() {
        Turn end = replayed(1, new TimedEntry(5, new Progress()),
                new TimedEntry(4, new ConsoleInput(new byte[] {1})), new TimedEntry(5, new Progress()));
        assertThat(end).hasToString("Diverged[divergence=divergence at position 2, step 5: "
                + "expected=ConsoleInput[1 bytes, crc a016d052] at step 4 actual=machine at step 5]");
    }

    @Test
    void deliveryBehindASynchronousEntryOfItsStepIsADivergence() {
        Turn end = replayed(1, new TimedEntry(3, new InterruptTaken(9)),
                new TimedEntry(3, new ConsoleInput(new byte[1])), new TimedEntry(5, new Progress()));
        assertThat(end).isInstanceOf(Turn.Diverged.class);
    }

    @Test
    void clockThatStepsBackIsADivergence() {
        Turn end = replayed(1, new TimedEntry(0, new ClockAnchor(100, 1)), new TimedEntry(0, new ClockAnchor(99, 1)),
                new TimedEntry(0, new Progress()));
        assertThat(end).hasToString("Diverged[divergence=divergence at position 2, step 0: "
                + "expected=ClockAnchor[time=99, rate=1] actual=clock at 100, which cannot step back]");
    }

    @Test
    void resultOfAnotherLengthIsADivergence() {
        Recorded recorded = recorded(3);
        List<TimedEntry> log = new ArrayList<>(recorded.entries);
        int at = 0;
        while (!(log.get(at).entry() instanceof InstructionResult)) {
            at++;
        }
        byte[] bytes = ((InstructionResult) log.get(at).entry()).bytes();
        log.set(at, new TimedEntry(log.get(at).step(),
                new InstructionResult(Source.ENTROPY, Arrays.copyOf(bytes, bytes.length + 1))));
        VirtualMachine backup = PseudoSession.restore(recorded.state, new RecordedHost(0), 0);
        Turn end = LogReplay.replay(backup, LogReplay.flushes(log), new SplittableRandom(1), 0);
        assertThat(end).isInstanceOfSatisfying(Turn.Diverged.class, diverged ->
                assertThat(diverged.divergence().actual()).startsWith("demand for " + bytes.length + " bytes"));
        assertThat(((Turn.Diverged) end).divergence().position()).isEqualTo(at + 1);
    }

    @Test
    void outputsAfterADivergenceDoNotLeave() {
        Recorded recorded = recorded(3);
        List<TimedEntry> log = new ArrayList<>(recorded.entries);
        int mark = 0;
        while (!(log.get(mark).entry() instanceof OutputMark)) {
            mark++;
        }
        log.set(mark, new TimedEntry(log.get(mark).step(), new OutputMark(1, 1, 1)));
        RecordedHost host = new RecordedHost(0);
        VirtualMachine backup = PseudoSession.restore(recorded.state, host, 0);
        LogReplay.replay(backup, LogReplay.flushes(log), new SplittableRandom(1), 0);
        assertThat(host.outputs()).isEmpty();
    }
}
