package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs commands of the built distribution, one at a time, that write their results as JSON; what they print lands in a folder. */
final class CommandRun implements AutoCloseable {
    private final Path folder;
    private Process process;

    CommandRun(Path folder) {
        this.folder = folder;
    }

    JsonNode result(String... arguments) throws IOException, InterruptedException {
        return result(Map.of("JAVA_HOME", System.getProperty("java.home")), arguments);
    }

    /** Fails with what it printed unless it exits with 0. */
    JsonNode result(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Path json = folder.resolve("result.json");
        Path printed = folder.resolve("printed.txt");
        List<String> command = Stream.concat(Stream.of(Distribution.FOLDER.resolve("bin/vmft").toString()),
                Stream.concat(Stream.of(arguments), Stream.of("--json", json.toString()))).toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        int code = process.waitFor();
        assertThat(code).as(Files.readString(printed)).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
