package org.vmft.simulation.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.CommandException;
import picocli.CommandLine;

class SimulateCommandTest {
    private final PrintStream terminal = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(printed, true));
    }

    @AfterEach
    void hushed() {
        System.setOut(terminal);
    }

    @Test
    void aTraceShowsEveryNodeAndWhatBecameOfIt() throws Exception {
        Path trace = folder.resolve("history");

        assertThat(run("--seed", "3", "--trace", trace.toString())).isZero();

        List<String> lines = Files.readAllLines(trace);
        assertThat(lines).anyMatch(line -> line.matches(" +[0-9.]+ ms  a#1 +SOLO +g1 .*role BOOTING -> SOLO"));
        assertThat(lines).anyMatch(line -> line.contains("sends log with the mark of output"));
        assertThat(lines).allMatch(line -> line.indexOf(" ms  ") == lines.get(0).indexOf(" ms  "));
        String page = Files.readString(Path.of(trace + ".html"));
        assertThat(page).contains("<th>client<", "<th>a#1<", "<th>arbiter<", "role SOLO -&gt; CLONING", "</html>");
        assertThat(page.split("\n<tr class=", -1)).hasSize(lines.size() + 1);
    }

    @Test
    void withoutTheOutputRuleTheClientSeesTwoHistories() throws Exception {
        Path trace = folder.resolve("history");
        Path json = folder.resolve("result.json");

        assertThat(run("--seeds", "200", "--without", "output-rule", "--json", json.toString())).isEqualTo(CommandException.FAILURE);

        JsonNode violation = new ObjectMapper().readTree(json.toFile()).path("violation");
        String seed = violation.path("seed").asText();
        assertThat(printed.toString()).contains("reproduce: ./vmft simulate --seed " + seed + " --without output-rule");
        assertThat(run("--seed", seed, "--without", "output-rule", "--trace", trace.toString())).isEqualTo(CommandException.FAILURE);
        assertThat(Files.readString(Path.of(trace + ".html"))).contains("<p class=\"violation\">Violated: "
                + violation.path("invariant").asText());
    }

    @Test
    void wrongOptionsAreUsageErrors() {
        assertThatThrownBy(() -> run("--trace", "x")).isInstanceOf(CommandException.class).hasMessageContaining("--seed");
        assertThatThrownBy(() -> run("--seeds", "0")).isInstanceOf(CommandException.class).hasMessageContaining("positive");
        assertThatThrownBy(() -> run("--without", "gravity")).isInstanceOf(CommandException.class)
                .hasMessageContaining("output-rule");
        assertThatThrownBy(() -> run("--seed", "1", "--trace", "/dev/null/x")).isInstanceOf(CommandException.class)
                .hasMessageContaining("/dev/null/x");
    }

    private static int run(String... arguments) throws CommandException {
        SimulateCommand command = new SimulateCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.call();
    }
}
