package org.vmft.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.simulation.world.Mutation;
import picocli.CommandLine;

/** Runs histories of a protected virtual machine, each from one seed. */
@CommandLine.Command(name = "simulate", description = "Runs a protected pair in one thread, from a seed, with everything that can go wrong")
public final class SimulateCommand implements Command {
    @CommandLine.Option(names = "--seed", paramLabel = "S", description = "one history: this one")
    private Long seed;

    @CommandLine.Option(names = "--from", paramLabel = "B", description = "first seed (default: ${DEFAULT-VALUE})")
    private long from = 1;

    @CommandLine.Option(names = "--seeds", paramLabel = "N", description = "number of histories (default: ${DEFAULT-VALUE})")
    private long seeds = 1000;

    @CommandLine.Option(names = "--trace", paramLabel = "FILE", description = "with --seed: writes the history to FILE, and to FILE.html with the nodes side by side")
    private Path trace;

    @CommandLine.Option(names = "--without", paramLabel = "PART", description = "leaves a part out to show what goes wrong then: output-rule")
    private String without;

    @CommandLine.Option(names = "--coverage", description = "prints how often each failpoint, fault and role transition was exercised")
    private boolean coverage;

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "writes the results")
    private Path json;

    @Override
    public Integer call() throws CommandException {
        Mutation mutation = without == null ? Mutation.NONE : Without.part(without);
        if (trace != null && seed == null) {
            throw new CommandException("--trace: expected --seed with it", CommandException.USAGE);
        }
        if (seeds < 1) {
            throw new CommandException("--seeds: expected a positive number, actual " + seeds, CommandException.USAGE);
        }
        long first = seed == null ? from : seed;
        long count = seed == null ? seeds : 1;
        Histories histories = new Histories(mutation, System.console() != null ? Optional.of(System.err) : Optional.empty());
        Histories.Result result = seed != null ? histories.one(seed, Optional.ofNullable(trace)) : histories.run(first, count);
        PrintStream out = System.out;
        out.println(result.summary());
        if (coverage) {
            result.coverage().counts().forEach((what, times) -> out.printf("%9d  %s%n", times, what));
        }
        result.violation().ifPresent(violation -> {
            out.println("violation: " + violation.message());
            out.println("reproduce: ./vmft simulate --seed " + violation.seed()
                    + (without == null ? "" : " --without " + without));
        });
        writeJson(result);
        return result.violation().isPresent() ? CommandException.FAILURE : 0;
    }

    private void writeJson(Histories.Result result) throws CommandException {
        if (json == null) {
            return;
        }
        Map<String, Object> values = new LinkedHashMap<>(result.totals());
        values.put("coverage", result.coverage().counts());
        try {
            Files.write(json, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(values));
        } catch (IOException e) {
            throw new CommandException("--json " + json + ": " + e.getMessage());
        }
    }
}
