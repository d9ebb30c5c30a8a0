package org.vmft.vmm.internal.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.command.CommandException;

/** The result of a command, written where {@code --json} says. */
final class JsonFile {
    private JsonFile() {}

    static void write(Optional<Path> file, Map<String, Object> result) throws CommandException {
        if (file.isEmpty()) {
            return;
        }
        try {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.get().toFile(), result);
        } catch (IOException e) {
            throw new CommandException("--json " + file.get() + ": cannot be written: " + Reason.of(e));
        }
    }
}
