package org.vmft.launcher;

import java.io.IOException;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import picocli.CommandLine;

/** Fails in the way that it is asked to. */
@CommandLine.Command(name = "fail", description = "Fails.")
public final class FailingCommand implements Command {
    @CommandLine.Option(names = "--by", required = true)
    private String by;

    @Override
    public Integer call() throws Exception {
        switch (by) {
            case "command" -> throw new CommandException("no such image: x", 3);
            case "io" -> throw new IOException("disk\nfull");
            case "null" -> throw new IllegalStateException();
            case "error" -> throw new AssertionError("broken");
            default -> {
                return Integer.valueOf(by);
            }
        }
    }
}
