package org.vmft.itests.sample;

import org.vmft.api.command.Command;
import picocli.CommandLine;

/** Says that it waits, and waits to be interrupted. */
@CommandLine.Command(name = "wait", description = "Waits.")
public final class WaitCommand implements Command {
    @Override
    public Integer call() {
        System.out.println("waiting");
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            System.out.println("interrupted");
        }
        return 5;
    }
}
