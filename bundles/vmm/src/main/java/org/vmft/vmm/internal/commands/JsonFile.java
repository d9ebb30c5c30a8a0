package org.vmft.vmm.internal.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.OutputFile;

/** The result of a command, written where {@code --json} says, if it is given. */
final class JsonFile {
    private JsonFile() {}

    /** Fails if it cannot be written, before there is anything to write. */
    static void check(Optional<Path> file) throws CommandException {
        if (file.isPresent()) {
            output(file.get()).check();
        }
    }

    static void write(Optional<Path> file, Map<String, Object> result) throws CommandException {
        if (file.isPresent()) {
            output(file.get()).write((text(result) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static OutputFile output(Path file) {
        return new OutputFile("--json", file);
    }

    private static String text(Map<String, Object> result) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
