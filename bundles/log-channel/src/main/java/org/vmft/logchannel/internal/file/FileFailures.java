package org.vmft.logchannel.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures of a file system in one line that names the log. */
final class FileFailures {
    private FileFailures() {}

    static IOException of(Path file, String what, IOException cause) {
        return new IOException("log file " + file + ": " + what + ": " + reason(cause), cause);
    }

    static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "the file exists";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = e instanceof FileSystemException failure && failure.getReason() != null ? failure.getReason()
                : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse(message);
    }
}
