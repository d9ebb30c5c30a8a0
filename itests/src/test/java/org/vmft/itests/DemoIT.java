package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
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
        JsonNode download = result.path("runs").path(0).path("downloads").path(0);
        assertThat(download.path("checksumRight").asBoolean()).isTrue();
        assertThat(download.path("oneSequence").asBoolean()).isTrue();
        assertThat(download.path("syn").asInt()).isOne();
        assertThat(download.path("synAck").asInt()).isOne();
    }

    @Test
    void nothingOfAToyGuestIsLostWhenItsPrimaryIsKilled() throws Exception {
        JsonNode result = demo("--guest", "toy");
        assertThat(result.path("isa").asText()).isEqualTo("toy");
        assertNothingLost(result);
        assertThat(result.path("runs").path(0).path("downloads")).isEmpty();
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
