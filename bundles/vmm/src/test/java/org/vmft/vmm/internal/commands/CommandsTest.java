package org.vmft.vmm.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.BootDefaults;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.vmm.PseudoIsa;
import org.vmft.vmm.PseudoMachine;
import org.vmft.vmm.RecordReplayMachines;
import picocli.CommandLine;

@Timeout(60)
class CommandsTest {
    private static final VirtualMachines MACHINES = new RecordReplayMachines(PseudoIsa::models);
    private static final List<InstructionSet> ISAS = List.of(PseudoIsa.ISA);
    private static final long HALT_STEP = 200_000;

    /** The one guest that comes with the instruction set. */
    private static final class BusyGuest implements GuestImages {
        @Override
        public String isa() {
            return "pseudo";
        }

        @Override
        public List<String> names() {
            return List.of("busy");
        }

        @Override
        public Optional<Image> image(String name) {
            return name.equals("busy") ? Optional.of(PseudoMachine.image(7, Long.MAX_VALUE, PseudoMachine.BUSY))
                    : Optional.empty();
        }

        @Override
        public BootDefaults defaults(String name) {
            return new BootDefaults(2 << 20, "busy");
        }
    }

    @TempDir
    Path directory;
    private final MemoryLogs logs = new MemoryLogs();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream standardOutput = System.out;
    private final InputStream standardInput = System.in;

    @BeforeEach
    void redirect() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(new byte[0]));
    }

    @AfterEach
    void restore() {
        System.setOut(standardOutput);
        System.setIn(standardInput);
    }

    private RunCommand run(List<InstructionSet> present, String... arguments) {
        RunCommand command = new RunCommand(MACHINES);
        command.instructionSets = present;
        command.guests = List.of(new BusyGuest());
        return parsed(command, arguments);
    }

    private RecordCommand record(String... arguments) {
        RecordCommand command = new RecordCommand(MACHINES, logs);
        command.instructionSets = ISAS;
        command.guests = List.of(new BusyGuest());
        return parsed(command, arguments);
    }

    private ReplayCommand replay(String... arguments) {
        ReplayCommand command = new ReplayCommand(MACHINES, logs);
        command.instructionSets = ISAS;
        return parsed(command, arguments);
    }

    private static <T extends Command> T parsed(T command, String... arguments) {
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    private String haltingImage() throws Exception {
        Path file = directory.resolve("guest.img");
        Files.write(file, PseudoMachine.image(7, HALT_STEP, PseudoMachine.BUSY).content());
        return file.toString();
    }

    private static JsonNode json(Path file) throws Exception {
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void runEndsWithTheGuestsExitCode() throws Exception {
        Path json = directory.resolve("result.json");
        int code = run(ISAS, haltingImage(), "--isa", "pseudo", "--ram", "64K", "--json", json.toString()).call();
        assertThat(json(json).get("halted").asBoolean()).isTrue();
        assertThat(json(json).get("steps").asLong()).isEqualTo(HALT_STEP);
        assertThat(json(json).get("exitCode").asInt()).isEqualTo(code);
    }

    @Test
    void runStopsSoonAfterTheStepsAskedFor() throws Exception {
        Path json = directory.resolve("result.json");
        int code = run(ISAS, "busy", "--isa", "pseudo", "--max-steps", "300000", "--json", json.toString()).call();
        assertThat(code).isZero();
        assertThat(json(json).get("halted").asBoolean()).isFalse();
        assertThat(json(json).get("steps").asLong()).isGreaterThanOrEqualTo(300_000);
    }

    @Test
    void initialRamDiskIsAPartOfTheImageAndAppendedTextItsBootArguments() throws Exception {
        Path disk = Files.write(directory.resolve("disk.cpio"), new byte[] {1, 2, 3});
        RunCommand command = run(ISAS, "busy", "--isa", "pseudo", "--initrd", disk.toString(), "--append", "quiet");
        assertThat(command.guest.image(List.of(new BusyGuest())).parts()).containsOnlyKeys(Image.INITRD)
                .containsEntry(Image.INITRD, new byte[] {1, 2, 3});
        assertThat(command.guest.spec(List.of()).bootArguments()).isEqualTo("quiet");
        assertThatThrownBy(() -> run(ISAS, "busy", "--isa", "pseudo", "--initrd", "absent.cpio").call())
                .isInstanceOf(CommandException.class).hasMessage("initrd absent.cpio: no such file");
    }

    @Test
    void guestIsBootedWithWhatItNeedsAndAFilePlain() throws Exception {
        List<GuestImages> guests = List.of(new BusyGuest());
        MachineSpec ofGuest = run(ISAS, "busy", "--isa", "pseudo").guest.spec(guests);
        assertThat(ofGuest.ramBytes()).isEqualTo(2 << 20);
        assertThat(ofGuest.bootArguments()).isEqualTo("busy");
        MachineSpec ofFile = run(ISAS, haltingImage(), "--isa", "pseudo").guest.spec(guests);
        assertThat(ofFile.ramBytes()).isEqualTo(1 << 20);
        assertThat(ofFile.bootArguments()).isEmpty();
    }

    @Test
    void absentInstructionSetIsToldWithThosePresent() {
        assertThatThrownBy(() -> run(ISAS, "busy", "--isa", "z80").call()).isInstanceOf(CommandException.class)
                .hasMessage("instruction set 'z80' is absent; present: pseudo");
        assertThatThrownBy(() -> run(List.of(), "busy", "--isa", "z80").call())
                .hasMessage("instruction set 'z80' is absent; present: none");
    }

    @Test
    void badImageIsToldInOneLine() throws Exception {
        assertThatThrownBy(() -> run(ISAS, "/nowhere/x.img", "--isa", "pseudo").call())
                .isInstanceOf(CommandException.class).hasMessage("image /nowhere/x.img: no such file, nor a guest of pseudo; those are: busy");
        Path file = Files.write(directory.resolve("short.img"), new byte[3]);
        assertThatThrownBy(() -> run(ISAS, file.toString(), "--isa", "pseudo").call())
                .isInstanceOf(CommandException.class).hasMessage(file + ": expected 24 bytes, actual 3");
        assertThatThrownBy(() -> run(ISAS, directory.toString(), "--isa", "pseudo").call())
                .isInstanceOf(CommandException.class).hasMessageContaining("cannot be read");
    }

    @Test
    void badMachineIsAUsageError() {
        for (String[] bad : new String[][] {{"--ram", "1X"}, {"--ram", "5"}, {"--ram", "9G"}, {"--mac", "1:2"},
            {"--mac", "01:00:00:00:00:00"}}) {
            assertThatThrownBy(() -> run(ISAS, "busy", "--isa", "pseudo", bad[0], bad[1]).call())
                    .isInstanceOfSatisfying(CommandException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(CommandException.USAGE));
        }
    }

    @Test
    void portThatThereIsNotIsAUsageError() {
        assertThatThrownBy(() -> run(ISAS, "busy", "--isa", "pseudo", "--gdb", "99999").call())
                .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(CommandException.USAGE))
                .hasMessage("--gdb: expected a port, 0 to 65535, actual 99999");
    }

    @Test
    void resultThatCannotBeWrittenIsToldBeforeTheGuestRuns() {
        Path json = directory.resolve("absent/result.json");
        String message = "--json " + json + ": cannot be written: no such file or directory";
        assertThatThrownBy(() -> run(ISAS, "busy", "--isa", "pseudo", "--json", json.toString()).call()).hasMessage(message);
        assertThatThrownBy(() -> record("busy", "--isa", "pseudo", "--out", "x.vmlog", "--json", json.toString()).call())
                .hasMessage(message);
        assertThatThrownBy(() -> replay("x.vmlog", "--json", json.toString()).call()).hasMessage(message);
    }

    @Test
    void resultEndsWithItsLine() throws Exception {
        Path json = directory.resolve("result.json");
        run(ISAS, haltingImage(), "--isa", "pseudo", "--json", json.toString()).call();
        assertThat(Files.readString(json)).endsWith("}" + System.lineSeparator());
    }

    @Test
    void recordingAndItsReplayPrintTheSameState() throws Exception {
        Path json = directory.resolve("result.json");
        assertThat(record(haltingImage(), "--isa", "pseudo", "--out", "x.vmlog", "--input-seed", "5").call()).isZero();
        String recorded = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        assertThat(replay("x.vmlog", "--json", json.toString()).call()).isZero();
        assertThat(recorded).startsWith("step: " + HALT_STEP + System.lineSeparator() + "digest: ");
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith(recorded)
                .contains("digests compared: ").endsWith("complete: true" + System.lineSeparator());
        assertThat(json(json).get("complete").asBoolean()).isTrue();
        assertThat(json(json).get("digestsCompared").asLong()).isPositive();
    }

    @Test
    void recordingEndsAfterItsTime() throws Exception {
        record("busy", "--isa", "pseudo", "--out", "x.vmlog", "--seconds", "0.05", "--input-seed", "5").call();
        String recorded = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        replay("x.vmlog").call();
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith(recorded);
    }

    @Test
    void interruptedRecordingIsComplete() throws Exception {
        AtomicReference<Object> result = new AtomicReference<>();
        RecordCommand command = record("busy", "--isa", "pseudo", "--out", "x.vmlog", "--input-seed", "1");
        Thread thread = new Thread(() -> {
            try {
                result.set(command.call());
            } catch (Exception e) {
                result.set(e);
            }
        });
        thread.start();
        while (!logs.logs.containsKey(Path.of("x.vmlog"))) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(result.get()).isEqualTo(0);
        String recorded = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        replay("x.vmlog").call();
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith(recorded).contains("complete: true");
    }

    @Test
    void fullDiskEndsTheRecordingInOneLine() {
        logs.flushesMax = 3;
        assertThatThrownBy(() -> record("busy", "--isa", "pseudo", "--out", "x.vmlog").call())
                .isInstanceOf(CommandException.class)
                .hasMessage("log file x.vmlog: no space left on device");
    }

    @Test
    void existingLogIsNotOverwritten() throws Exception {
        record("busy", "--isa", "pseudo", "--out", "x.vmlog", "--seconds", "0").call();
        assertThatThrownBy(() -> record("busy", "--isa", "pseudo", "--out", "x.vmlog").call())
                .isInstanceOf(CommandException.class).hasMessage("log file x.vmlog: exists already");
    }

    @Test
    void absentLogIsToldInOneLine() {
        assertThatThrownBy(() -> replay("x.vmlog").call()).isInstanceOf(CommandException.class)
                .hasMessage("log file x.vmlog: no such file or directory");
    }

    @Test
    void divergenceIsToldWithPositionStepAndBothValues() throws Exception {
        record(haltingImage(), "--isa", "pseudo", "--out", "x.vmlog", "--input-seed", "5").call();
        MemoryLogs.Log log = logs.logs.get(Path.of("x.vmlog"));
        Flush last = log.flushes.get(log.flushes.size() - 1);
        List<TimedEntry> entries = new ArrayList<>(last.entries());
        entries.add(0, new TimedEntry(entries.get(0).step(), new LogEntry.Digest(1, false, 0)));
        log.flushes.set(log.flushes.size() - 1, new Flush(last.firstPosition(), entries));
        assertThatThrownBy(() -> replay("x.vmlog").call()).isInstanceOf(CommandException.class)
                .hasMessageMatching("log file x.vmlog: divergence at position " + last.firstPosition() + ", step [0-9]+: "
                        + "expected=Digest\\[machine 0000000000000001\\] actual=Digest\\[machine [0-9a-f]{16}\\]");
    }

    @Test
    void typedInputReachesTheGuestWholeAndInOrder() throws Exception {
        byte[] text = new byte[5_000];
        for (int at = 0; at < text.length; at++) {
            text[at] = (byte) (at % 251);
        }
        System.setIn(new ByteArrayInputStream(text));
        record("busy", "--isa", "pseudo", "--out", "x.vmlog", "--seconds", "1").call();
        ByteArrayOutputStream delivered = new ByteArrayOutputStream();
        for (Flush flush : logs.logs.get(Path.of("x.vmlog")).flushes) {
            for (TimedEntry entry : flush.entries()) {
                if (entry.entry() instanceof LogEntry.ConsoleInput input) {
                    delivered.write(input.bytes());
                }
            }
        }
        assertThat(delivered.toByteArray()).isEqualTo(text);
    }
}
