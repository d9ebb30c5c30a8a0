package org.vmft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.Drive.Checkpoint;
import org.vmft.testkit.Drive.Splits;
import org.vmft.testkit.ScriptedHost.Event;

/**
 * What every {@link org.vmft.api.machine.Machine} does. The author of an instruction set subclasses it, and writes the
 * programs of {@link ProgramKind} for it.
 */
@Timeout(120)
public abstract class MachineContract {
    /** Step before which a program has finished its preparations. */
    public static final long READY_STEP = 1_000;
    /** Guest time at which programs have their timer interrupt. */
    public static final long TIMER_TIME = 1_000_000_000_000L;
    public static final int EXIT_CODE = 42;

    private static final long BUSY_STEPS = 20_000;
    private static final long PROGRAM_STEPS_MAX = 1_000_000;
    private static final int WINDOW_STEPS = 100;
    private static final long RATE_ONE = 1L << 32;
    private static final int RESTORES = 30;
    private static final int FUZZ_ROUNDS = 60;
    private static final int FUZZ_STEPS = 3_000;

    protected abstract InstructionSet instructionSet();

    protected abstract Image image(ProgramKind kind) throws Exception;

    protected List<DeviceModel> deviceModels() {
        return FakeDevices.all();
    }

    protected MachineSpec spec() {
        return new MachineSpec(64 << 10, 0x525400123456L, "");
    }

    /** An input that raises an interrupt line when the program has enabled it; different ones for {@code BUSY}. */
    protected LogEntry.Input input(SplittableRandom random) {
        byte[] bytes = new byte[60 + random.nextInt(100)];
        random.nextBytes(bytes);
        return new LogEntry.PacketArrival(bytes);
    }

    @Test
    void aRunSplitAnywhereLeavesTheSameState() throws Exception {
        SplittableRandom random = Seed.random("aRunSplitAnywhereLeavesTheSameState");
        long seed = random.nextLong();
        Script script = Script.random(random, BUSY_STEPS, this::input);
        Drive drive = new Drive(boot(ProgramKind.BUSY, seed), script, Splits.none());
        List<Checkpoint> whole = drive.to(BUSY_STEPS);
        assertBusy(whole);
        assertThat(drive.waits()).as("times that BUSY waited").isPositive();
        Drive.assertSame(driveBusy(seed, script, Splits.none()), whole, "run again");
        Drive.assertSame(driveBusy(seed, script, Splits.single()), whole, "in single steps");
        for (int i = 0; i < 5; i++) {
            Drive.assertSame(driveBusy(seed, script, Splits.random(random)), whole, "split at random");
        }
    }

    private static void assertBusy(List<Checkpoint> run) {
        assertThat(run.get(run.size() - 1).step()).as("BUSY runs on").isEqualTo(BUSY_STEPS);
        TreeSet<String> done = new TreeSet<>();
        run.forEach(checkpoint -> checkpoint.events().forEach(event -> done.add(event.what())));
        assertThat(done).as("BUSY draws random bits, has output and takes several interrupts")
                .contains("result ENTROPY").anyMatch(what -> what.equals("Frame") || what.equals("Console"));
        assertThat(done.stream().filter(what -> what.startsWith("interrupt"))).hasSizeGreaterThan(1);
    }

    @Test
    void runToThePresentStepDoesNothing() throws Exception {
        SplittableRandom random = Seed.random("runToThePresentStepDoesNothing");
        for (ProgramKind kind : ProgramKind.values()) {
            TestBoard board = boot(kind, 1);
            for (int i = 0; i < 20; i++) {
                long step = board.machine().step();
                RecordedState before = board.machineState();
                board.host().takeEvents();
                for (long until : new long[] {step, step - 1, 0, Long.MIN_VALUE}) {
                    assertThat(board.run(until)).as("%s: run(%d) at %d", kind, until, step).isEqualTo(Stop.REACHED);
                    assertThat(board.machineState()).isEqualTo(before);
                }
                assertThat(board.host().takeEvents()).isEmpty();
                board.run(step + random.nextInt(100));
            }
        }
    }

    @Test
    void everythingCarriesTheNumberOfTheStepThatDidIt() throws Exception {
        SplittableRandom random = Seed.random("everythingCarriesTheNumberOfTheStepThatDidIt");
        Script script = Script.random(random, BUSY_STEPS, this::input);
        TestBoard board = boot(ProgramKind.BUSY, random.nextLong());
        new Drive(board, script, (step, target) -> {
            board.host().takeEvents().forEach(event -> assertThat(event.step()).as("%s", event).isEqualTo(step - 1));
            return step + 1;
        }).to(BUSY_STEPS);
    }

    @Test
    void timerInterruptIsTakenAtTheFirstStepWhoseTimeHasCome() throws Exception {
        for (long rate : new long[] {RATE_ONE, RATE_ONE / 4, RATE_ONE + RATE_ONE / 2, 5 * RATE_ONE, RATE_ONE / 3}) {
            for (long near = READY_STEP; near < READY_STEP + WINDOW_STEPS; near++) {
                TestBoard board = boot(ProgramKind.TIMER, 1);
                board.host().anchor(0, TIMER_TIME - (near * rate >> 32), rate);
                long due = near - 10;
                while (board.host().time(due) < TIMER_TIME) {
                    due++;
                }
                board.run(due + 10);
                assertThat(firstInterrupt(board)).as("rate %d", rate).isEqualTo(due);
            }
        }
    }

    @Test
    void newClockAnchorMovesTheTimersStep() throws Exception {
        for (long step = READY_STEP; step < READY_STEP + WINDOW_STEPS; step++) {
            TestBoard board = boot(ProgramKind.TIMER, 1);
            board.run(step);
            board.host().anchor(step, step % 2 == 0 ? TIMER_TIME : -5, RATE_ONE);
            board.run(step + 1);
            assertThat(firstInterrupt(board)).as("time of %d", board.host().time(step)).isEqualTo(step);
        }
    }

    @Test
    void deviceInterruptIsTakenAtTheStepAtWhichTheLineWasRaised() throws Exception {
        SplittableRandom random = Seed.random("deviceInterruptIsTakenAtTheStepAtWhichTheLineWasRaised");
        for (long step = READY_STEP; step < READY_STEP + WINDOW_STEPS; step++) {
            TestBoard board = boot(ProgramKind.LINE, 1);
            board.run(step);
            LogEntry.Input input = input(random);
            assertThat(board.ready(input)).as("LINE can take an input").isTrue();
            board.deliver(input);
            board.run(step + 2);
            assertThat(firstInterrupt(board)).isEqualTo(step);
        }
    }

    private static long firstInterrupt(TestBoard board) {
        return board.host().takeEvents().stream().filter(event -> event.what().startsWith("interrupt"))
                .findFirst().map(Event::step).orElse(-1L);
    }

    @Test
    void restoredMachineGoesOnAsTheSavedOne() throws Exception {
        SplittableRandom random = Seed.random("restoredMachineGoesOnAsTheSavedOne");
        for (int i = 0; i < RESTORES; i++) {
            ProgramKind kind = i % 3 == 0 ? ProgramKind.WAIT : ProgramKind.BUSY;
            long seed = random.nextLong();
            long end = kind == ProgramKind.BUSY ? BUSY_STEPS / 4 : READY_STEP * 2;
            Script script = Script.random(random, end, this::input);
            TestBoard original = boot(kind, seed);
            new Drive(original, script, Splits.random(random)).to(random.nextLong(end));
            TestBoard restored = restored(original, random);
            assertThat(restored.machineState()).isEqualTo(original.machineState());
            assertThat(restored.digest()).isEqualTo(original.digest());
            Drive.assertSame(new Drive(restored, script, Splits.none()).to(end),
                    new Drive(original, script, Splits.none()).to(end), kind + " restored");
        }
    }

    /** The original's state in a machine with a past of its own, which must leave no trace. */
    private TestBoard restored(TestBoard original, SplittableRandom random) throws Exception {
        TestBoard board = new TestBoard(instructionSet(), deviceModels(), spec(), new ScriptedHost(original.host()));
        board.load(image(random.nextBoolean() ? ProgramKind.SELF_MODIFYING : ProgramKind.BUSY));
        board.run(random.nextLong(READY_STEP * 2));
        board.restore(original.save());
        board.host().takeEvents();
        board.host().anchorLike(original.host());
        return board;
    }

    @Test
    void waitIsSavedAndEndsAtTheTimersTime() throws Exception {
        TestBoard original = boot(ProgramKind.WAIT, 1);
        assertThat(original.run(READY_STEP)).isEqualTo(Stop.IDLE);
        long step = original.machine().step();
        TestBoard restored = restored(original, new SplittableRandom(1));
        for (TestBoard board : List.of(original, restored)) {
            assertThat(board.machine().wakeTime()).isEqualTo(TIMER_TIME);
            assertThat(board.run(step + 5)).isEqualTo(Stop.IDLE);
            assertThat(board.machine().step()).isEqualTo(step);
            board.host().anchor(step, TIMER_TIME - 1, RATE_ONE);
            assertThat(board.run(step + 5)).isEqualTo(Stop.IDLE);
            board.host().anchor(step, TIMER_TIME, RATE_ONE);
            board.run(step + 5);
            assertThat(board.machine().step()).isEqualTo(step + 5);
            assertThat(firstInterrupt(board)).isEqualTo(step);
        }
        assertThat(restored.digest()).isEqualTo(original.digest());
    }

    @Test
    void digestAndSavedStateFollowEveryBit() throws Exception {
        SplittableRandom random = Seed.random("digestAndSavedStateFollowEveryBit");
        TestBoard board = boot(ProgramKind.BUSY, 1);
        new Drive(board, Script.random(random, BUSY_STEPS, this::input), Splits.none()).to(random.nextLong(BUSY_STEPS));
        RecordedState saved = board.machineState();
        long digest = board.machine().digest();
        int changes = 0;
        for (int index : saved.numbers()) {
            for (int bit = 0; bit < Integer.SIZE; bit++) {
                RecordedState changed = saved.withBitInverted(index, bit);
                TestBoard other = boot(ProgramKind.HALT, 1);
                try {
                    other.machine().restore(changed.source());
                } catch (StateException refused) {
                    continue;
                }
                assertThat(other.machineState()).as("number %d, bit %d inverted", index, bit).isEqualTo(changed);
                assertThat(other.machine().digest()).as("number %d, bit %d inverted", index, bit).isNotEqualTo(digest);
                changes++;
            }
        }
        assertThat(changes).as("bits that may be either way").isGreaterThan(saved.numbers().length);
    }

    @Test
    void haltIsReportedAtOnceAndForEver() throws Exception {
        TestBoard board = boot(ProgramKind.HALT, 1);
        assertThat(board.run(PROGRAM_STEPS_MAX)).isEqualTo(Stop.HALTED);
        assertThat(board.machine().exitCode()).isEqualTo(EXIT_CODE);
        long end = board.machine().step();
        assertThat(board.run(end + 10)).isEqualTo(Stop.HALTED);
        assertThat(board.machine().step()).isEqualTo(end);
        TestBoard exact = boot(ProgramKind.HALT, 1);
        assertThat(exact.run(end - 1)).isEqualTo(Stop.REACHED);
        assertThat(exact.run(end)).as("HALTED comes before REACHED").isEqualTo(Stop.HALTED);
    }

    @Test
    void waitComesBeforeReached() throws Exception {
        TestBoard board = boot(ProgramKind.WAIT, 1);
        assertThat(board.run(READY_STEP)).isEqualTo(Stop.IDLE);
        TestBoard exact = boot(ProgramKind.WAIT, 1);
        assertThat(exact.run(board.machine().step() - 1)).isEqualTo(Stop.REACHED);
        assertThat(exact.run(board.machine().step())).isEqualTo(Stop.IDLE);
    }

    @Test
    void requestedStopIsTakenAfterTheStepThatRequestedIt() throws Exception {
        SplittableRandom random = Seed.random("requestedStopIsTakenAfterTheStepThatRequestedIt");
        Script script = Script.none();
        TestBoard reference = boot(ProgramKind.BUSY, 1);
        List<Event> events = new Drive(reference, script, Splits.none()).to(BUSY_STEPS).get(0).events();
        for (int i = 0; i < 20; i++) {
            int stopAt = random.nextInt(events.size());
            long step = events.get(stopAt).step();
            for (long until : new long[] {BUSY_STEPS, step + 1}) {
                TestBoard board = boot(ProgramKind.BUSY, 1);
                board.host().stopAfterEvents(stopAt + 1);
                Stop stop = runPastWaits(board, until);
                assertThat(board.machine().step()).as("%s", events.get(stopAt)).isEqualTo(step + 1);
                assertThat(stop).as("%s", events.get(stopAt)).isEqualTo(Stop.DEVICE_STOP);
                board.host().requestStop();
                assertThat(board.run(step + 2)).as("a request between runs is void").isNotEqualTo(Stop.DEVICE_STOP);
            }
        }
    }

    private static Stop runPastWaits(TestBoard board, long until) {
        Stop stop = board.run(until);
        long step = -1;
        while (stop == Stop.IDLE && board.machine().step() < until) {
            assertThat(board.machine().step()).as("step of a wait after another").isGreaterThan(step);
            step = board.machine().step();
            board.host().anchor(step, board.machine().wakeTime(), RATE_ONE);
            stop = board.run(until);
        }
        return stop;
    }

    @Test
    void changedCodeIsSeenByItsNextExecution() throws Exception {
        SplittableRandom random = Seed.random("changedCodeIsSeenByItsNextExecution");
        for (Splits splits : List.of(Splits.none(), Splits.single(), Splits.random(random))) {
            TestBoard board = boot(ProgramKind.SELF_MODIFYING, 1);
            List<Checkpoint> run = new Drive(board, Script.none(), splits).to(PROGRAM_STEPS_MAX);
            assertThat(run.get(0).stop()).isEqualTo(Stop.HALTED);
            assertThat(board.machine().exitCode()).isZero();
        }
    }

    @Test
    void everyChangedPageIsMarked() throws Exception {
        SplittableRandom random = Seed.random("everyChangedPageIsMarked");
        TestBoard board = boot(ProgramKind.BUSY, 1);
        Script script = Script.random(random, BUSY_STEPS, this::input);
        byte[] before = board.memory().read(0, spec().ramBytes());
        board.memory().takeCloneDirtyPages();
        for (int round = 1; round <= 10; round++) {
            new Drive(board, script, Splits.none()).to(round * BUSY_STEPS / 10);
            for (int page : board.memory().takeCloneDirtyPages()) {
                int from = page * GuestMemory.PAGE_BYTES;
                System.arraycopy(board.memory().bytes(), from, before, from, GuestMemory.PAGE_BYTES);
            }
            assertThat(before).as("copy of the pages marked").isEqualTo(board.memory().read(0, before.length));
            GuestMemory copy = new GuestMemory(before.length);
            copy.write(0, before, 0, before.length);
            assertThat(board.memory().digest()).isEqualTo(copy.digest());
        }
    }

    @Test
    void noImageMakesLoadOrRunThrow() throws Exception {
        SplittableRandom random = Seed.random("noImageMakesLoadOrRunThrow");
        byte[] good = image(ProgramKind.BUSY).content();
        for (int length = 0; length < FUZZ_ROUNDS; length++) {
            loadAndRun(Arrays.copyOf(good, length));
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            loadAndRun(noise);
            byte[] flawed = good.clone();
            flawed[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            loadAndRun(flawed);
            loadAndRun(Arrays.copyOf(good, random.nextInt(2 * good.length)));
        }
    }

    private void loadAndRun(byte[] content) {
        TestBoard board = board(1);
        try {
            board.load(new Image("odd", content));
        } catch (BadImageException refused) {
            assertThat(refused.getMessage()).contains("odd").doesNotContain("\n");
            return;
        }
        board.run(FUZZ_STEPS);
    }

    @Test
    void noCodeMakesRunThrowOrDependOnItsSplits() throws Exception {
        SplittableRandom random = Seed.random("noCodeMakesRunThrowOrDependOnItsSplits");
        for (int i = 0; i < FUZZ_ROUNDS; i++) {
            long from = random.nextInt((int) READY_STEP * 2);
            long end = from + FUZZ_STEPS;
            Script script = Script.random(random, end, this::input);
            TestBoard board = boot(ProgramKind.BUSY, random.nextLong());
            new Drive(board, script, Splits.none()).to(from);
            corrupt(board.memory(), random);
            TestBoard restored = restored(board, random);
            List<Checkpoint> whole = new Drive(board, script, Splits.none()).to(end);
            Splits splits = i % 2 == 0 ? Splits.single() : Splits.random(random);
            Drive.assertSame(new Drive(restored, script, splits).to(end), whole, "odd code");
        }
    }

    /** Flips bits of what the program consists of, and writes noise over some of it. */
    private static void corrupt(GuestMemory memory, SplittableRandom random) {
        int[] used = IntStream.range(0, memory.size()).filter(offset -> memory.load8(offset) != 0).toArray();
        for (int flips = random.nextInt(1, 12); flips > 0; flips--) {
            int offset = used[random.nextInt(used.length)];
            memory.write(offset, new byte[] {(byte) (memory.load8(offset) ^ 1 << random.nextInt(Byte.SIZE))}, 0, 1);
        }
        if (random.nextBoolean()) {
            int offset = used[random.nextInt(used.length)];
            byte[] noise = new byte[random.nextInt(Math.min(64, memory.size() - offset))];
            random.nextBytes(noise);
            memory.write(offset, noise, 0, noise.length);
        }
    }

    private List<Checkpoint> driveBusy(long seed, Script script, Splits splits) throws Exception {
        return new Drive(boot(ProgramKind.BUSY, seed), script, splits).to(BUSY_STEPS);
    }

    private TestBoard boot(ProgramKind kind, long seed) throws Exception {
        TestBoard board = board(seed);
        board.load(image(kind));
        return board;
    }

    private TestBoard board(long seed) {
        return new TestBoard(instructionSet(), deviceModels(), spec(), new ScriptedHost(seed));
    }
}
