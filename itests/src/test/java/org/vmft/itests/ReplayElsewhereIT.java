package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One recorded log gives the same digests wherever it is replayed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReplayElsewhereIT {
    /** Other Java installations to replay with; by default those in the usual folder. */
    private static final Path INSTALLATIONS = Path.of(System.getenv().getOrDefault("VMFT_JAVA_INSTALLATIONS", "/usr/lib/jvm"));

    @TempDir
    private static Path recorded;
    private static Path log;
    private static JsonNode recording;

    @TempDir
    private Path folder;

    @BeforeAll
    static void record() throws Exception {
        log = recorded.resolve("toy.log");
        try (CommandRun run = new CommandRun(recorded)) {
            recording = run.result("record", "--isa", "toy", "--input-seed", "1", "--seconds", "2", "--out", log.toString(), "toy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "-XX:+UseParallelGC", "-XX:+UseG1GC -Xmx300m", "-Xmx24m", "-Xint",
            "-Duser.language=ar -Duser.country=EG -Duser.script=Arab", "-Duser.language=tr -Duser.country=TR",
            "-Duser.timezone=Pacific/Apia", "-Dfile.encoding=ISO-8859-1"})
    void underOtherJvmOptions(String options) throws Exception {
        replay(Map.of("JAVA_HOME", System.getProperty("java.home"), "JDK_JAVA_OPTIONS", options));
    }

    @Test
    void inAnotherLocaleAndTimeZoneOfTheHost() throws Exception {
        replay(Map.of("JAVA_HOME", System.getProperty("java.home"), "LC_ALL", "tr_TR.UTF-8", "TZ", "Asia/Kathmandu"));
    }

    @Test
    void onAnotherJdk() throws Exception {
        Map<Integer, Path> others = others();
        assumeFalse(others.isEmpty(), "no other Java, 17 or newer, in " + INSTALLATIONS);
        for (Path other : others.values()) {
            replay(Map.of("JAVA_HOME", other.toString()));
        }
    }

    private void replay(Map<String, String> environment) throws IOException, InterruptedException {
        try (CommandRun run = new CommandRun(folder)) {
            JsonNode replayed = run.result(environment, "replay", log.toString());
            assertThat(replayed.path("digest")).isEqualTo(recording.path("digest"));
            assertThat(replayed.path("step")).isEqualTo(recording.path("step"));
            assertThat(replayed.path("digestsCompared").asInt()).isGreaterThan(10);
        }
    }

    /** One of each version that is not ours. */
    private static Map<Integer, Path> others() throws IOException {
        Map<Integer, Path> others = new TreeMap<>();
        if (Files.isDirectory(INSTALLATIONS)) {
            try (Stream<Path> folders = Files.list(INSTALLATIONS)) {
                for (Path each : folders.filter(home -> Files.isExecutable(home.resolve("bin/java"))).sorted().toList()) {
                    version(each).filter(version -> version >= 17 && version != Runtime.version().feature())
                            .ifPresent(version -> others.put(version, each));
                }
            }
        }
        return others;
    }

    private static Optional<Integer> version(Path home) throws IOException {
        Path release = home.resolve("release");
        List<String> lines = Files.exists(release) ? Files.readAllLines(release) : List.of();
        return lines.stream().filter(line -> line.startsWith("JAVA_VERSION=")).findFirst()
                .map(line -> Integer.valueOf(line.replaceAll("^JAVA_VERSION=\"(\\d+).*", "$1")));
    }
}
