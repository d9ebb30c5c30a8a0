package org.vmft.logchannel.internal.file;

import java.io.IOException;
import java.nio.file.Path;
import org.vmft.api.command.FileFailure;

/** Failures of a file system in one line that names the log. */
final class FileFailures {
    private FileFailures() {}

    static IOException of(Path file, String what, IOException cause) {
        return new IOException("log file " + file + ": " + what + ": " + FileFailure.reason(cause), cause);
    }
}
