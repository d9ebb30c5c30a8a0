package org.vmft.simulation.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.api.command.OutputFile;
import org.vmft.simulation.Histories;
import org.vmft.simulation.Totals;
import org.vmft.simulation.explore.ExhaustiveRun;
import org.vmft.simulation.Without;
import org.vmft.simulation.world.Coverage;
import org.vmft.simulation.world.HistoryRun;
import org.vmft.simulation.world.Invariant;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Violation;
import picocli.CommandLine;

/** Runs histories of a protected virtual machine, each from one seed. */
@CommandLine.Command(name = "simulate", description = "Runs a protected pair in one thread, from a seed, with everything that can go wrong")
public final class SimulateCommand implements Command {
    private static final int COVERAGE_MIN = 100;

    @CommandLine.Option(names = "--seed", paramLabel = "S", description = "one history: this one")
    private Long seed;

    @CommandLine.Option(names = "--from", paramLabel = "B", description = "first seed (default: ${DEFAULT-VALUE})")
    private long from = 1;

    @CommandLine.Option(names = "--seeds", paramLabel = "N", description = "number of histories (default: ${DEFAULT-VALUE})")
    private long seeds = 1000;

    @CommandLine.Option(names = "--jobs", paramLabel = "J", description = "threads; the result is the same for any number (default: one for each core)")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @CommandLine.Option(names = "--trace", paramLabel = "FILE", description = "with --seed: writes the history to FILE, and to FILE.html with the nodes side by side")
    private Path trace;

    @CommandLine.Option(names = "--without", paramLabel = "PART", description = "leaves a part out to show what goes wrong then: output-rule")
    private String without;

    @CommandLine.Option(names = "--coverage", description = "prints how often each failpoint, fault and role transition was exercised")
    private boolean coverage;

    @CommandLine.Option(names = "--exhaustive", description = "instead of histories: explores every course of the role protocol within small bounds")
    private boolean exhaustive;

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "writes the results")
    private Path json;

    @Override
    public Integer call() throws CommandException {
        if (json != null) {
            new OutputFile("--json", json).check();
        }
        if (exhaustive) {
            Optional<PrintStream> terminal = System.console() != null ? Optional.of(System.err) : Optional.empty();
            return ExhaustiveRun.standard(System.out, terminal).run(Optional.ofNullable(json)) ? 0 : CommandException.FAILURE;
        }
        if (trace != null && seed == null) {
            throw new CommandException("--trace: expected --seed with it", CommandException.USAGE);
        }
        if (seeds < 1 || jobs < 1) {
            throw new CommandException("--seeds, --jobs: expected positive numbers, actual " + seeds + ", " + jobs,
                    CommandException.USAGE);
        }
        Mutation mutation = without == null ? Mutation.NONE : Without.part(without);
        // With a part left out, the rule that demands it says nothing new: what it leads to does.
        Set<Invariant> heard = without == null ? Invariant.all() : Invariant.outcomes();
        Totals totals = seed != null ? one(mutation, heard) : many(mutation, heard);
        PrintStream out = System.out;
        out.println(totals.summary());
        if (coverage) {
            printCoverage(out, totals.coverage());
        }
        totals.violation().ifPresent(violation -> {
            out.println("violation: " + violation.message());
            out.println("reproduce: ./vmft simulate --seed " + violation.seed()
                    + (without == null ? "" : " --without " + without));
        });
        writeJson(totals);
        return totals.violation().isPresent() ? CommandException.FAILURE : 0;
    }

    private Totals many(Mutation mutation, Set<Invariant> heard) {
        ProgressBar bar = new ProgressBar(System.err, seeds, System.console() != null);
        Totals totals = new Histories(mutation, heard, jobs, bar::done).run(from, seeds);
        bar.end();
        return totals;
    }

    private Totals one(Mutation mutation, Set<Invariant> heard) throws CommandException {
        Totals totals = new Totals();
        HistoryRun run = new HistoryRun(seed, mutation, heard, trace != null);
        try {
            totals.add(run.run());
        } catch (Violation e) {
            totals.violated(seed, e);
        }
        if (trace != null) {
            try {
                TracePages.write(seed, run.trace(), totals.violation().map(Totals.Found::message), trace);
            } catch (IOException e) {
                throw new CommandException("--trace " + trace + ": cannot be written: " + FileFailure.reason(e));
            }
        }
        return totals;
    }

    private static void printCoverage(PrintStream out, Coverage coverage) {
        Map<String, Long> rest = new TreeMap<>(coverage.counts());
        out.printf("%9s %9s%n", "times", "minimum");
        int reached = 0;
        for (String wanted : Coverage.wanted()) {
            long times = rest.getOrDefault(wanted, 0L);
            rest.remove(wanted);
            reached += times >= COVERAGE_MIN ? 1 : 0;
            out.printf("%9d %9d  %s%s%n", times, COVERAGE_MIN, wanted, times < COVERAGE_MIN ? "  <-- too few" : "");
        }
        rest.forEach((what, times) -> out.printf("%9d %9s  %s%n", times, "", what));
        out.printf("%d of %d exercised at least %d times%n", reached, Coverage.wanted().size(), COVERAGE_MIN);
    }

    private void writeJson(Totals totals) throws CommandException {
        if (json == null) {
            return;
        }
        Map<String, Object> values = totals.values();
        Map<String, Long> counts = new TreeMap<>(totals.coverage().counts());
        Coverage.wanted().forEach(wanted -> counts.putIfAbsent(wanted, 0L));
        values.put("coverage", counts);
        try {
            Files.write(json, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(values));
        } catch (IOException e) {
            throw new OutputFile("--json", json).failure(e);
        }
    }
}
