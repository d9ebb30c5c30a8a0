package org.vmft.api.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that an option of a command names for what the command has found. What lies there is written to and never
 * replaced: a device, a pipe and a link stay what they are. Failures tell option, file and reason.
 *
 * @param option with its dashes, such as {@code --json}
 */
public record OutputFile(String option, Path file) {
    /** Fails if nothing can be written there; for a command that works long before it writes. Creates the file if there is none. */
    public void check() throws CommandException {
        try {
            if (!Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file)) {
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
            } else if (!Files.isWritable(file)) {
                // Whoever reads a pipe would take its being closed for the end: only asked about.
                throw new AccessDeniedException(file.toString());
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** What is written replaces the content. */
    public OutputStream open() throws CommandException {
        try {
            return Files.newOutputStream(file);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    public void write(byte[] content) throws CommandException {
        try (OutputStream out = open()) {
            out.write(content);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** What to throw when what {@link #open} returned has failed. */
    public CommandException failure(IOException e) {
        return new CommandException(option + " " + file + ": cannot be written: " + FileFailure.reason(e));
    }
}
