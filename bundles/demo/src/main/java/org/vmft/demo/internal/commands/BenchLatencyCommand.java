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
import org.vmft.demo.LatencyBench;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.OwnProgram;
import picocli.CommandLine;

/** Measures what the output rule adds to latency. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=bench latency")
@CommandLine.Command(name = "bench latency", description = "Measures request latency with and without a backup, in one run.")
public final class BenchLatencyCommand implements Command {
    @CommandLine.Option(names = "--blocks", paramLabel = "N", description = "Blocks of requests to each guest (default: ${DEFAULT-VALUE}).")
    int blocks = 20;

    @CommandLine.Option(names = "--requests", paramLabel = "N", description = "Requests in a block (default: ${DEFAULT-VALUE}).")
    int requests = 500;

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file.")
    Optional<Path> json = Optional.empty();

    @Activate
    public BenchLatencyCommand() {}

    @Override
    public Integer call() throws CommandException, InterruptedException {
        if (blocks < 1 || requests < 10) {
            throw new CommandException("--blocks, --requests: expected >=1, >=10, actual " + blocks + ", " + requests,
                    CommandException.USAGE);
        }
        JsonFile results = JsonFile.at(json);
        try {
            Path folder = Files.createTempDirectory("vmft-bench-");
            LatencyBench.Result result = new LatencyBench(folder, OwnProgram::command).run(blocks, requests);
            System.out.printf("%d blocks of %d requests to each guest%n", result.blocks(), result.requestsPerBlock());
            print("alone", result.alone());
            print("with a backup", result.withBackup());
            System.out.printf("added by the output rule: p50 %.0f us (median over blocks)%n", result.addedP50());
            results.write(result);
            return 0;
        } catch (AbandonedException e) {
            throw new CommandException(e.getMessage());
        } catch (IOException e) {
            throw new CommandException(FileFailure.line(e));
        }
    }

    private static void print(String what, LatencyBench.Latencies latencies) {
        System.out.printf("%-14s p50 %.0f us (blocks %.0f..%.0f), p99 %.0f us%n", what, latencies.p50(),
                latencies.p50OfBestBlock(), latencies.p50OfWorstBlock(), latencies.p99());
    }
}
