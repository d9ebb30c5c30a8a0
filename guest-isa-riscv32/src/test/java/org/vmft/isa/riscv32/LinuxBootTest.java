package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/** Linux and BusyBox from the folder that {@code VMFT_GUEST_IMAGES} names. */
class LinuxBootTest {
    private static final String FOLDER = "VMFT_GUEST_IMAGES";
    private static final int RAM_BYTES = 64 << 20;
    private static final long STEPS_MAX = 200_000_000;
    /** Ten steps a tick of 100 ns. */
    private static final long RATE = Rv32Board.RATE_ONE / 10;

    private final ScriptedHost host = new ScriptedHost(1);
    private final StringBuilder console = new StringBuilder();

    @Test
    void bootsToAShellThatRunsACommandAndPowersOff() throws Exception {
        assumeTrue(System.getenv(FOLDER) != null, FOLDER + " names no folder with Linux images");
        Path images = Path.of(System.getenv(FOLDER));
        TestBoard board = new TestBoard(new Rv32InstructionSet(), Rv32Board.MODELS,
                new MachineSpec(RAM_BYTES, 0x525400123456L, "console=ttyS0"), host);
        host.anchor(0, 0, RATE);
        board.load(new Image("Image-nommu", Files.readAllBytes(images.resolve("Image-nommu")))
                .with(Image.INITRD, Files.readAllBytes(images.resolve("initramfs-busybox-nommu.cpio"))));

        assertThat(runUntil(board, "/ # ")).isEqualTo(Stop.IDLE);
        type(board, "echo 6*7 is $((6*7))\n");
        assertThat(runUntil(board, "6*7 is 42")).isNotEqualTo(Stop.HALTED);
        type(board, "poweroff -f\n");
        assertThat(runUntil(board, "nothing more")).isEqualTo(Stop.HALTED);
        assertThat(board.machine().exitCode()).isZero();
        assertThat(console).contains("reboot: Power down");
    }

    private static void type(TestBoard board, String line) {
        board.deliver(new LogEntry.ConsoleInput(line.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Until the guest waits or runs on after it has printed this, or ends. */
    private Stop runUntil(TestBoard board, String printed) {
        int from = console.length();
        while (board.machine().step() < STEPS_MAX) {
            Stop stop = board.run(board.machine().step() + 500_000);
            for (Output output : host.takeOutputs()) {
                console.append(new String(output.bytes(), StandardCharsets.US_ASCII));
            }
            host.takeEvents();
            if (stop == Stop.HALTED || console.indexOf(printed, from) >= 0 && (stop == Stop.IDLE || !printed.endsWith(" "))) {
                return stop;
            }
            if (stop == Stop.IDLE) {
                assertThat(board.machine().wakeTime()).as("waits for ever after %s", console).isNotEqualTo(Long.MAX_VALUE);
                host.anchor(board.machine().step(), board.machine().wakeTime(), RATE);
            }
        }
        throw new AssertionError("no \"" + printed + "\" within " + STEPS_MAX + " steps: " + console);
    }
}
