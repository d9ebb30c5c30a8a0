package org.vmft.isa.toy.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;

/** A file named on the command line. */
final class InputFile {
    private InputFile() {}

    static byte[] read(Path file, int bytesMax) throws CommandException {
        try {
            long size = Files.size(file);
            if (size > bytesMax) {
                throw new CommandException(file + ": " + size + " bytes; at most " + bytesMax + " are taken");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandException(file + ": cannot be read (" + FileFailure.reason(e) + ")");
        }
    }
}
