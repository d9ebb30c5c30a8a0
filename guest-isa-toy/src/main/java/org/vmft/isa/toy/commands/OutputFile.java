package org.vmft.isa.toy.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;

/** A file that appears whole or not at all. What is no plain file, as a device or a link, is written to and stays what it is. */
final class OutputFile {
    private OutputFile() {}

    static void write(Path file, byte[] content) throws CommandException {
        Path target = file.toAbsolutePath();
        Path written = null;
        try {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.write(target, content);
                return;
            }
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
        return new CommandException(file + ": cannot be written (" + FileFailure.reason(cause) + ")");
    }
}
