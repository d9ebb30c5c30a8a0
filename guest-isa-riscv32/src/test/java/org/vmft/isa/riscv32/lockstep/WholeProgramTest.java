package org.vmft.isa.riscv32.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a compiler makes of C, here and on QEMU, instruction by instruction; one kernel in every build, the others at scale. */
class WholeProgramTest {
    private static final String COMPILER = "riscv64-unknown-elf-gcc";
    private static final Path GUESTS = Path.of("guests");
    private static final Path MAIN = Path.of("src/test/resources/org/vmft/isa/riscv32/lockstep/whole.c");
    /** Where every register has been set: behind 31 instructions. */
    private static final int SETTLED = 0x80000000 + 31 * Integer.BYTES;
    private static final long COMPILER_SECONDS_MAX = 60;

    @TempDir
    Path directory;

    static Stream<String> kernels() {
        return Long.getLong(RandomLockStepTest.PROPERTY, 0) > 0 ? Stream.of("states", "list", "matrix", "records", "sha256") : Stream.of("states");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void compiledKernelLeavesTheSameState(String kernel) throws Exception {
        assumeTrue(QemuRun.present(), QemuRun.COMMAND + " is not installed");
        compare(kernel, false, "-O2");
        compare(kernel, true, "-Os");
    }

    private void compare(String kernel, boolean compressed, String optimisation) throws Exception {
        byte[] program = compiled(kernel, compressed, optimisation);
        Tally tally = new Tally();
        try (QemuRun qemu = new QemuRun(directory, kernel + optimisation, program, compressed)) {
            Subject subject = new Subject(program, compressed);
            LockStep lockStep = new LockStep(subject, compressed, tally);
            Optional<String> difference = lockStep.follow(qemu.trace(), SETTLED);
            if (difference.isEmpty()) {
                difference = lockStep.compareRam(qemu.ram());
            }
            assertThat(difference).as("%s %s, compressed %s", kernel, optimisation, compressed).isEmpty();
            assertThat(subject.exitCode()).isZero();
        }
        System.out.printf("%s %s: %d instructions%n", kernel, optimisation, tally.instructions());
    }

    private byte[] compiled(String kernel, boolean compressed, String optimisation) throws Exception {
        Path elf = directory.resolve(kernel + optimisation + ".elf");
        List<String> command = new ArrayList<>(List.of(COMPILER, "-march=rv32ima" + (compressed ? "c" : "") + "_zicsr_zifencei",
                "-mabi=ilp32", "-mcmodel=medany", optimisation, "-std=c11", "-ffreestanding", "-fno-tree-loop-distribute-patterns",
                "-ffunction-sections", "-nostdlib", "-nostartfiles", "-static", "-Wl,--gc-sections,--no-relax,--no-warn-rwx-segments",
                "-T", GUESTS.resolve("guest.ld").toString(), "-I" + GUESTS, "-I" + GUESTS.resolve("lib"), "-DKERNEL=" + kernel + "_kernel", "-o", elf.toString(),
                MAIN.toString()));
        try (Stream<Path> sources = Files.list(GUESTS.resolve("compute"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".c")).sorted().forEach(command::add);
        }
        command.add(GUESTS.resolve("lib/text.c").toString());
        command.add("-lgcc");
        Path said = directory.resolve("compiler.log");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        } catch (IOException absent) {
            assumeTrue(false, COMPILER + " is not installed");
            throw absent;
        }
        assertThat(process.waitFor(COMPILER_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as("compiled: %s", Files.readString(said)).isTrue();
        return Files.readAllBytes(elf);
    }
}
