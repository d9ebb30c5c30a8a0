package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Stop;
import org.vmft.isa.riscv32.guests.Rv32Guests;
import org.vmft.isa.riscv32.lockstep.QemuRun;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/** The guests that print, here and on QEMU. */
class ConsoleGuestsTest {
    private static final long STEPS_MAX = 500_000_000;
    private static final int TICKS_PER_SECOND = 10_000_000;
    private static final long QEMU_SECONDS_MAX = 120;
    private static final Rv32Guests GUESTS = new Rv32Guests(Map.of());

    @TempDir
    private Path folder;

    private final ScriptedHost host = new ScriptedHost(7);

    private record Ending(String console, int code) {}

    @Test
    void helloSaysHello() throws Exception {
        assertThat(here("hello", "")).isEqualTo(new Ending("hello\n", 0));
    }

    @Test
    void timerPrintsEachTenthOfASecondAndIdlesBetween() throws Exception {
        TestBoard board = boot("timer", "12");
        StringBuilder printed = new StringBuilder();
        int waits = 0;
        for (Stop stop = board.run(1_000_000); stop != Stop.HALTED; stop = board.run(board.machine().step() + 1_000_000)) {
            assertThat(stop).isEqualTo(Stop.IDLE);
            printed.append(printed());
            assertThat(printed.toString().lines().count()).isEqualTo(waits++);
            long wake = board.machine().wakeTime();
            assertThat(wake).isBetween(waits * TICKS_PER_SECOND / 10L, waits * TICKS_PER_SECOND / 10L + 10_000);
            host.anchor(board.machine().step(), wake, Rv32Board.RATE_ONE);
        }
        assertThat(printed.append(printed()).toString()).startsWith("tick 1\ntick 2\n").endsWith("tick 12\n");
        assertThat(waits).isEqualTo(12);
        assertThat(board.machine().exitCode()).isZero();
    }

    @Test
    void computeHashesAsTheLibraryHereDoes() throws Exception {
        ByteBuffer message = ByteBuffer.allocate(1024);
        CRC32 crc = new CRC32();
        for (int iteration = 0; iteration < 3; iteration++) {
            message.putInt(64, iteration);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(message.array());
            message.put(0, digest);
            for (int at = 0; at < digest.length; at += 4) {
                crc.update(new byte[] {digest[at + 3], digest[at + 2], digest[at + 1], digest[at]});
            }
        }
        assertThat(here("compute", "kernel=sha256 iterations=3"))
                .isEqualTo(new Ending("sha256 iterations 3 checksum %08x\n".formatted(crc.getValue()), 0));
    }

    @Test
    void unknownKernelEndsWithACode() throws Exception {
        assertThat(here("compute", "kernel=sha")).isEqualTo(new Ending("compute: no such kernel\n", 2));
    }

    @Test
    void entropyPrintsSixtyFourDifferentLines() throws Exception {
        Ending ending = here("entropy", "");
        assertThat(ending.console().lines()).hasSize(64).doesNotHaveDuplicates().allMatch(line -> line.matches("[0-9a-f]{8}"));
        assertThat(ending.code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"hello,''", "timer,3", "compute,iterations=2", "compute,kernel=sieve iterations=1", "compute,kernel=none"})
    void printsAndEndsAsOnQemu(String guest, String arguments) throws Exception {
        assumeTrue(QemuRun.present(), QemuRun.COMMAND + " is not installed");
        assertThat(here(guest, arguments)).isEqualTo(onQemu(guest, arguments));
    }

    private Ending here(String guest, String arguments) throws Exception {
        TestBoard board = boot(guest, arguments);
        StringBuilder printed = new StringBuilder();
        while (board.run(board.machine().step() + 1_000_000) != Stop.HALTED) {
            printed.append(printed());
            assertThat(board.machine().step()).as(printed.toString()).isLessThan(STEPS_MAX);
            host.takeEvents();
            if (board.machine().wakeTime() != Long.MAX_VALUE) {
                host.anchor(board.machine().step(), board.machine().wakeTime(), Rv32Board.RATE_ONE);
            }
        }
        return new Ending(printed.append(printed()).toString(), board.machine().exitCode());
    }

    private Ending onQemu(String guest, String arguments) throws Exception {
        Path image = Files.write(folder.resolve("guest.elf"), GUESTS.image(guest).orElseThrow().content());
        Path console = folder.resolve("console");
        Process qemu = new ProcessBuilder(List.of(QemuRun.COMMAND, "-machine", "virt", "-m", "16M", "-bios", "none", "-kernel",
                image.toString(), "-append", arguments, "-display", "none", "-serial", "file:" + console, "-monitor", "none"))
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            assertThat(qemu.waitFor(QEMU_SECONDS_MAX, TimeUnit.SECONDS)).as(Files.readString(folder.resolve("log"))).isTrue();
        } finally {
            qemu.destroyForcibly();
        }
        return new Ending(Files.readString(console), qemu.exitValue());
    }

    private TestBoard boot(String guest, String arguments) throws Exception {
        TestBoard board = new TestBoard(new Rv32InstructionSet(), Rv32Board.MODELS, new MachineSpec(1 << 20, 0x525400123456L, arguments), host);
        board.load(GUESTS.image(guest).orElseThrow());
        return board;
    }

    private String printed() {
        StringBuilder text = new StringBuilder();
        host.takeOutputs().forEach(output -> text.append(new String(output.bytes(), StandardCharsets.US_ASCII)));
        return text.toString();
    }
}
