package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file operation failed, for people: the file systems' exceptions often carry nothing but the name. */
final class Reason {
    private Reason() {}

    /** What a log file's reader or writer said, which may have named the file already. */
    static String ofLog(Path file, IOException e) {
        String reason = of(e);
        return reason.contains(file.toString()) ? reason : "log file " + file + ": " + reason;
    }

    static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
