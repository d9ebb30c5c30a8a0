package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.nio.file.Path;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;

/** What a log file's reader or writer said, which may have named the file already. */
final class LogFailure {
    private LogFailure() {}

    static CommandException of(Path file, IOException e) {
        String reason = FileFailure.reason(e);
        return new CommandException(reason.contains(file.toString()) ? reason : "log file " + file + ": " + reason);
    }
}
