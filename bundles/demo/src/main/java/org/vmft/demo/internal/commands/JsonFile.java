package org.vmft.demo.internal.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.OutputFile;

/** Where {@code --json} says that results go, if it is given. */
final class JsonFile {
    private final Optional<OutputFile> file;

    private JsonFile(Optional<OutputFile> file) {
        this.file = file;
    }

    /** Fails if it cannot be written, before there is anything to write. */
    static JsonFile at(Optional<Path> path) throws CommandException {
        JsonFile json = new JsonFile(path.map(file -> new OutputFile("--json", file)));
        if (json.file.isPresent()) {
            json.file.get().check();
        }
        return json;
    }

    void write(Object results) throws CommandException {
        if (file.isPresent()) {
            file.get().write((text(results) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(Object results) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(results);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
