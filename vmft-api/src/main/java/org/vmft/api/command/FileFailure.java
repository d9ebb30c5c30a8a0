package org.vmft.api.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file operation failed, for people: the file systems' exceptions often carry nothing but the name. */
public final class FileFailure {
    private FileFailure() {}

    /** One line, without the file's name where the exception tells it apart. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        String message = e instanceof FileSystemException failure && failure.getReason() != null ? failure.getReason() : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse(message);
    }

    /** The same behind the file's name, where the exception tells it. */
    public static String line(IOException e) {
        return e instanceof FileSystemException failure && failure.getFile() != null ? failure.getFile() + ": " + reason(e) : reason(e);
    }
}
