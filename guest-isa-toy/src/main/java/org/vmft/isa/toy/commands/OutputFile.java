package org.vmft.isa.toy.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.vmft.api.command.CommandException;

/** A file that appears whole or not at all. */
final class OutputFile {
    private OutputFile() {}

    static void write(Path file, byte[] content) throws CommandException {
        Path target = file.toAbsolutePath();
        Path written = null;
        try {
            written = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".part");
            Files.write(written, content);
            Files.move(written, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(file, written, e);
        }
    }

    private static CommandException unwritable(Path file, Path written, IOException cause) {
        if (written != null) {
            try {
                Files.deleteIfExists(written);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
        return new CommandException(file + ": cannot be written (" + InputFile.reason(cause) + ")");
    }
}
