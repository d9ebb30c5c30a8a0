package org.vmft.simulation.explore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.OutputFile;

/** Explores the production role core within several bounds, and tells what was found. */
public final class ExhaustiveRun {
    private final List<Bounds> all;
    private final PrintStream out;
    private final Optional<PrintStream> progress;

    ExhaustiveRun(List<Bounds> all, PrintStream out, Optional<PrintStream> progress) {
        this.all = all;
        this.out = out;
        this.progress = progress;
    }

    /** What the command runs: some million states. */
    public static ExhaustiveRun standard(PrintStream out, Optional<PrintStream> progress) {
        return new ExhaustiveRun(List.of(
                Bounds.of("pair", 2, 2, 3).faults(1, 1).operator(1, 1).losing(),
                Bounds.of("pair, two crashes", 2, 2, 4).faults(2, 1).losing(),
                Bounds.of("pair, late answers", 2, 2, 1).faults(1, 0).operator(0, 1).booting(2).losing().withLateAnswers(),
                Bounds.of("three", 3, 3, 2).faults(1, 0),
                Bounds.of("three, detach", 3, 3, 1).withoutInputs().faults(1, 0).operator(1, 0),
                Bounds.of("three, power-off", 3, 3, 1).withoutInputs().faults(1, 0).operator(0, 1).booting(2),
                Bounds.of("three, late answers", 3, 3, 1).withoutInputs().faults(1, 0).withLateAnswers(),
                Bounds.of("three, one fault", 3, 3, 3).faults(1, 1).operator(1, 1).losing().suspectingOnlyTheGone()),
                out, progress);
    }

    /** Whether everything holds within all bounds. */
    public boolean run(Optional<Path> json) throws CommandException {
        out.println("invariants:");
        for (Invariant invariant : Invariant.values()) {
            out.println("  " + invariant);
        }
        List<ExplorationResult> results = new ArrayList<>();
        for (Bounds bounds : all) {
            ExplorationResult result = new Exploration(ExploredSystem.PRODUCTION, bounds).run(listener(bounds));
            progress.ifPresent(line -> line.print("\r\033[K"));
            results.add(result);
            out.print(result.text());
            out.flush();
        }
        boolean holds = results.stream().allMatch(ExplorationResult::holds);
        Map<String, Object> totals = totals(results);
        out.printf("%,d states, %,d transitions in %.1f s: %s%n", totals.get("states"), totals.get("transitions"),
                totals.get("seconds"), holds ? "no violation" : "VIOLATED");
        if (json.isPresent()) {
            write(json.get(), totals, results);
        }
        return holds;
    }

    private Exploration.Listener listener(Bounds bounds) {
        return (states, known) -> progress.ifPresent(
                line -> line.printf("\r\033[K%s: %,d of %,d states", bounds.name(), states, known));
    }

    private static Map<String, Object> totals(List<ExplorationResult> results) {
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("states", results.stream().mapToLong(ExplorationResult::states).sum());
        totals.put("transitions", results.stream().mapToLong(ExplorationResult::transitions).sum());
        totals.put("seconds", results.stream().mapToLong(ExplorationResult::nanos).sum() / 1e9);
        totals.put("holds", results.stream().allMatch(ExplorationResult::holds));
        return totals;
    }

    private static void write(Path json, Map<String, Object> totals, List<ExplorationResult> results)
            throws CommandException {
        Map<String, Object> values = new LinkedHashMap<>(totals);
        values.put("explorations", results.stream().map(ExplorationResult::values).toList());
        try {
            Files.write(json, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(values));
        } catch (IOException e) {
            throw new OutputFile("--json", json).failure(e);
        }
    }
}
