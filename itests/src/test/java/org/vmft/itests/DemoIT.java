package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real nodes, killed in the middle of their work. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DemoIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"primary", "backup", "link", "pause", "arbiter"})
    void nothingIsLostWhateverIsKilled(String what) throws Exception {
        JsonNode result = demo("--kill", what);
        assertThat(result.path("isa").asText()).isEqualTo("rv32");
        assertNothingLost(result);
        assertThat(transfers(result)).hasSize(1);
    }

    /** Those of a run that passed: each of them is right, and one connection over the fault. */
    private static List<JsonNode> transfers(JsonNode result) {
        List<JsonNode> transfers = new ArrayList<>();
        result.path("runs").path(0).path("transfers").forEach(transfers::add);
        assertThat(transfers).allSatisfy(transfer -> {
            assertThat(transfer.path("through").asLong()).isEqualTo(transfer.path("bytes").asLong()).isPositive();
            assertThat(transfer.path("trouble").isNull()).isTrue();
            assertThat(transfer.path("oneSequence").asBoolean()).isTrue();
            assertThat(transfer.path("syn").asInt()).isOne();
            assertThat(transfer.path("synAck").asInt()).isOne();
        });
        return transfers;
    }

    @Test
    void aLongDownloadOutlivesItsServersHost() throws Exception {
        assertThat(transfers(demo("--bytes", "50000000"))).hasSize(1);
    }

    @Test
    void aLongUploadOutlivesItsServersHost() throws Exception {
        assertThat(transfers(demo("--bytes", "50000000", "--upload"))).hasSize(1);
    }

    /** Some segments are sent again that open the connection; it is one all the same. */
    @Test
    void aDownloadOverABadLineOutlivesItsServersHost() throws Exception {
        JsonNode result = demo("--bytes", "2000000", "--impair", "delay=1,jitter=2,drop=2,duplicate=2,reorder=2");
        assertNothingLost(result);
        assertThat(transfers(result)).hasSize(1);
    }

    @Test
    void sixConnectionsAtOnceOutliveTheirServersHost() throws Exception {
        assertThat(transfers(demo("--bytes", "1000000", "--connections", "6"))).hasSize(6);
    }

    @Test
    void tenThousandLinesAreAnsweredInOrderOverFiveHosts() throws Exception {
        JsonNode result = demo("--bytes", "3000000", "--lines", "10000", "--rounds", "5");
        assertThat(transfers(result)).hasSize(5);
        assertThat(result.path("runs").path(0).path("strikes")).hasSize(5);
        assertThat(result.path("runs").path(0).path("lines").asLong()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void nothingOfAToyGuestIsLostWhenItsPrimaryIsKilled() throws Exception {
        JsonNode result = demo("--guest", "toy");
        assertThat(result.path("isa").asText()).isEqualTo("toy");
        assertNothingLost(result);
        assertThat(result.path("runs").path(0).path("transfers")).isEmpty();
    }

    private static void assertNothingLost(JsonNode result) {
        assertThat(result.path("runs")).hasSize(1);
        assertThat(result.path("answered").asInt()).isEqualTo(result.path("requests").asInt()).isGreaterThanOrEqualTo(100);
        assertThat(result.path("lost").asInt()).isZero();
        assertThat(result.path("divergences").asInt()).isZero();
        assertThat(result.path("digestsCompared").asInt()).isPositive();
        assertThat(result.path("gapMillis").path("max").asDouble()).isPositive();
    }

    @Test
    void goesOnThroughOnePrimaryAfterTheOther() throws Exception {
        JsonNode strikes = demo("--guest", "toy", "--rounds", "2").path("runs").path(0).path("strikes");
        assertThat(strikes.findValuesAsText("victim")).hasSize(2).doesNotHaveDuplicates();
        assertThat(strikes.path(1).path("victim")).isEqualTo(strikes.path(0).path("survivor"));
    }

    private JsonNode demo(String... arguments) throws IOException, InterruptedException {
        try (CommandRun run = new CommandRun(folder)) {
            return run.result(Stream.concat(Stream.of("demo", "--keep", folder.resolve("kept").toString()),
                    Stream.of(arguments)).toArray(String[]::new));
        }
    }
}
