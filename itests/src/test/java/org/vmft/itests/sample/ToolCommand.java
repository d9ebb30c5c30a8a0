package org.vmft.itests.sample;

import org.vmft.api.command.Command;
import picocli.CommandLine;

/** Tells whether it runs in a framework. */
@CommandLine.Command(name = "tool", description = "A tool.")
public final class ToolCommand implements Command {
    @Override
    public Integer call() {
        System.out.println("bundle class loader: " + getClass().getClassLoader().getClass().getName().contains("felix"));
        return 7;
    }
}
