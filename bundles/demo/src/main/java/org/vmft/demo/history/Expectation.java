package org.vmft.demo.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the logs of a run must amount to; kept beside them.
 *
 * @param logs file names: the first begins with the boot, each later one with the state its node joined with, and the
 *     last is the survivor's
 * @param digest of the survivor's final state, in hexadecimal
 * @param client the client's number
 * @param answers what the client received, by request, in hexadecimal
 */
public record Expectation(List<String> logs, String digest, int client, Map<Long, String> answers) {
    private static final String FILE = "expectation.json";

    public void write(Path folder) throws IOException {
        new ObjectMapper().writeValue(folder.resolve(FILE).toFile(), this);
    }

    public static Expectation read(Path folder) throws IOException {
        return new ObjectMapper().readValue(folder.resolve(FILE).toFile(), Expectation.class);
    }
}
