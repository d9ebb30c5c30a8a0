package org.vmft.isa.riscv32.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.testkit.Seed;

/**
 * Random streams of instructions here and on QEMU: registers, pc and control registers after every instruction, all of
 * RAM at the end. The system property {@value #PROPERTY} asks for at least so many instructions, and a histogram; with
 * {@value #EVERYWHERE} of them every outcome that is reachable must have come {@value #EACH} times.
 */
class RandomLockStepTest {
    static final String PROPERTY = "vmft.lockstep.instructions";
    private static final long INSTRUCTIONS = 20_000;
    private static final long EVERYWHERE = 4_000_000;
    private static final long EACH = 1_000;
    private static final int STATEMENTS = 400;
    private static final int STATEMENTS_AT_SCALE = 6_000;

    @TempDir
    Path directory;

    @Test
    void everyInstructionLeavesTheSameState() throws Exception {
        assumeTrue(QemuRun.present(), QemuRun.COMMAND + " is not installed");
        long wanted = Long.getLong(PROPERTY, INSTRUCTIONS);
        boolean scale = wanted > INSTRUCTIONS;
        SplittableRandom seeds = Seed.random("everyInstructionLeavesTheSameState");
        Tally tally = new Tally();
        long begun = System.nanoTime();
        Running next = new Running(seeds.nextLong(), Stream.Kind.ALL.get(0), scale);
        for (int stream = 1; tally.instructions() < wanted; stream++) {
            try (Running running = next) {
                next = new Running(seeds.nextLong(), Stream.Kind.ALL.get(stream % Stream.Kind.ALL.size()), scale);
                running.compare(tally);
            }
        }
        next.close();
        System.out.printf("%d instructions in %d ms%n", tally.instructions(), (System.nanoTime() - begun) / 1_000_000);
        if (scale) {
            System.out.println(tally);
        }
        String rare = Reachable.cells().stream().filter(cell -> tally.of(cell[0], cell[1]) < EACH)
                .map(cell -> cell[0] + " " + cell[1] + ": " + tally.of(cell[0], cell[1])).collect(Collectors.joining("\n"));
        assertThat(wanted < EVERYWHERE ? "" : rare).as("outcomes that came less than %d times", EACH).isEmpty();
    }

    /** A stream that QEMU runs while the one before it is compared. */
    private final class Running implements AutoCloseable {
        private final long seed;
        private final Stream.Kind kind;
        private final byte[] program;
        private final QemuRun qemu;

        Running(long seed, Stream.Kind kind, boolean scale) throws Exception {
            this.seed = seed;
            this.kind = kind;
            program = Stream.program(seed, kind, scale ? STATEMENTS_AT_SCALE : STATEMENTS);
            qemu = new QemuRun(directory, "stream" + Long.toHexString(seed), program, kind.compressed());
        }

        void compare(Tally tally) throws Exception {
            Subject subject = new Subject(program, kind.compressed());
            LockStep lockStep = new LockStep(subject, kind.compressed(), tally);
            Optional<String> difference = lockStep.follow(qemu.trace(), Stream.BODY);
            if (difference.isEmpty()) {
                difference = lockStep.compareRam(qemu.ram());
            }
            assertThat(difference).as("stream of seed %d, %s", seed, kind).isEmpty();
            assertThat(subject.exitCode()).isZero();
        }

        @Override
        public void close() throws Exception {
            qemu.close();
        }
    }
}
