package org.vmft.demo.internal.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.demo.CostBench;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.OwnProgram;
import picocli.CommandLine;

/** Measures what protection costs the hosts. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=bench cost")
@CommandLine.Command(name = "bench cost",
        description = "Measures log traffic, processor time and memory of nodes with and without a backup, in one run.")
public final class BenchCostCommand implements Command {
    @CommandLine.Option(names = "--blocks", paramLabel = "N", description = "Blocks for each guest (default: ${DEFAULT-VALUE}).")
    int blocks = 5;

    @CommandLine.Option(names = "--seconds", paramLabel = "S", description = "About how long a measurement takes (default: ${DEFAULT-VALUE}).")
    double seconds = 3;

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file.")
    Optional<Path> json = Optional.empty();

    @Activate
    public BenchCostCommand() {}

    @Override
    public Integer call() throws CommandException, InterruptedException {
        if (blocks < 1 || !(seconds >= 0.1 && seconds <= 60)) {
            throw new CommandException("--blocks, --seconds: expected >=1, 0.1 to 60, actual " + blocks + ", " + seconds,
                    CommandException.USAGE);
        }
        JsonFile results = JsonFile.at(json);
        Progress progress = new Progress("bench cost: ");
        try {
            Path folder = Files.createTempDirectory("vmft-bench-");
            CostBench.Result result = new CostBench(blocks, seconds, folder, OwnProgram::command, progress::tell).run();
            progress.end();
            print(result);
            results.write(result);
            return 0;
        } catch (AbandonedException e) {
            progress.end();
            throw new CommandException(e.getMessage());
        } catch (IOException e) {
            progress.end();
            throw new CommandException(FileFailure.line(e));
        }
    }

    private static void print(CostBench.Result result) {
        System.out.printf("%d blocks of %.1f s; median (smallest..largest); load average %s on %d processors; download at %.1f Mbit/s%n",
                result.blocks(), result.seconds(), SpreadPrinter.text(result.loadAverage()), result.processors(), result.downloadMegabits());
        for (CostBench.Load load : result.loads()) {
            System.out.printf("%s: log %s Mbit/s%n", load.what(), SpreadPrinter.text(load.logMegabits()));
            for (CostBench.Cost cost : load.costs()) {
                System.out.printf("  %-10s processors %-24s resident MB %s%n", cost.process(), SpreadPrinter.text(cost.processors()),
                        SpreadPrinter.text(cost.residentMegabytes()));
            }
        }
    }
}
