package org.vmft.logchannel.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.CommandException;
import org.vmft.logchannel.Golden;
import org.vmft.logchannel.internal.file.FileLogFormat;
import picocli.CommandLine;

class LogDumpTest {
    private static final List<String> LINES = List.of(
            "log of demo: format 2, incarnation 3, generation 2, isa toy, state of 15 bytes at step 1000, output index 17",
            "       1           1000 ClockAnchor time=123456789 rate=4294967296",
            "       2           1000 PacketArrival bytes=24:61206672616d652066726f6d20746865…",
            "       3           1000 Digest machine=0123456789abcdef",
            "       4           1000 InterruptTaken cause=0x8000000b",
            "       5           1300 OutputMark index=18 length=60 crc=cafebabe",
            "       6           1301 Progress",
            "       7          70000 ConsoleInput bytes=3:6c730a text=\"ls\\x0a\"",
            "       8          70000 Digest machine=ffffffffffffffff memory=1122334455667788",
            "       9          70005 InstructionResult source=ENTROPY bytes=4:01020304",
            "      10          70006 DiskCompletion request=300 status=DONE bytes=8:6120736563746f72",
            "      11          70006 DiskCompletion request=301 status=FAILED bytes=0:",
            "      12          70006 Detach",
            "      13          70006 PowerOff",
            "      14          70006 Progress",
            "      15  1099511627776 Progress",
            "end of log at position 15");
    private static final int SECOND_FLUSH = 7;

    @TempDir
    Path folder;
    private Path file;
    private String failure = "";
    private int exitCode;

    @BeforeEach
    void log() throws IOException {
        file = folder.resolve("demo.log");
        Golden.writeLog(file);
    }

    @Test
    void everyEntryIsALine() {
        assertThat(dump(file.toString())).isEqualTo(LINES);
        assertThat(exitCode).isZero();
    }

    @Test
    void aRangeOfPositionsCanBeChosen() {
        assertThat(dump("--from", "5", "--count", "3", file.toString()))
                .containsExactly(LINES.get(0), LINES.get(5), LINES.get(6), LINES.get(7));
        assertThat(dump("--from", "15", file.toString())).containsExactly(LINES.get(0), LINES.get(15), LINES.get(16));
        assertThat(dump("--from", "16", file.toString())).containsExactly(LINES.get(0), LINES.get(16));
        assertThat(exitCode).isZero();
    }

    @Test
    void jsonHasThePayloadInFull() throws IOException {
        List<String> lines = dump("--json", file.toString());
        ObjectMapper json = new ObjectMapper();
        assertThat(lines).hasSameSizeAs(LINES);
        assertThat(lines.get(0)).isEqualTo("{\"header\":{\"vm\":\"demo\",\"format\":2,\"incarnation\":3,\"generation\":2,"
                + "\"isa\":\"toy\",\"stateBytes\":15,\"step\":1000,\"outputIndex\":17}}");
        JsonNode packet = json.readTree(lines.get(2));
        assertThat(packet.get("position").longValue()).isEqualTo(2);
        assertThat(packet.get("type").textValue()).isEqualTo("PacketArrival");
        assertThat(packet.get("bytes").textValue()).isEqualTo("61206672616d652066726f6d20746865206e6574776f726b");
        assertThat(json.readTree(lines.get(5)).get("length").isInt()).isTrue();
        assertThat(lines.get(16)).isEqualTo("{\"end\":{\"position\":15,\"complete\":true}}");
    }

    @Test
    void aDamagedLogPrintsWhatIsGoodAndFailsInOneLine() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int secondFlush = indexOf(bytes, "ls\n");
        bytes[secondFlush] ^= 1;
        Files.write(file, bytes);
        assertThat(dump(file.toString())).isEqualTo(LINES.subList(0, SECOND_FLUSH));
        assertThat(exitCode).isEqualTo(CommandException.FAILURE);
        assertThat(failure).matches("log file .*demo.log: damaged at byte \\d+: frame checksum: expected 0x[0-9a-f]{8}, "
                + "actual 0x[0-9a-f]{8} \\(last good position 6\\)");
    }

    @Test
    void aLogWithoutEndMarkSaysSo() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        List<String> lines = dump(file.toString());
        assertThat(lines.subList(0, 16)).isEqualTo(LINES.subList(0, 16));
        assertThat(lines.get(16)).isEqualTo("log ends at position 15 without an end mark: its writer was stopped");
        assertThat(exitCode).isZero();
    }

    @Test
    void mistakesAreToldInOneLine() {
        assertThat(dump(folder.resolve("none").toString())).isEmpty();
        assertThat(exitCode).isEqualTo(CommandException.FAILURE);
        assertThat(failure).isEqualTo("log file " + folder.resolve("none") + ": not opened: no such file or directory");
        assertThat(dump("--from", "0", file.toString())).isEmpty();
        assertThat(exitCode).isEqualTo(CommandException.USAGE);
        assertThat(failure).isEqualTo("--from: expected at least 1, actual 0");
        assertThat(dump("--count", "-1", file.toString())).isEmpty();
        assertThat(failure).isEqualTo("--count: expected at least 0, actual -1");
    }

    private List<String> dump(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new LogDump(new FileLogFormat()));
        command.setOut(new PrintWriter(out));
        command.setExecutionExceptionHandler((e, line, result) -> {
            failure = e.getMessage();
            return ((CommandException) e).exitCode();
        });
        exitCode = command.execute(arguments);
        return out.toString().lines().toList();
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
