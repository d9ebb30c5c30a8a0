package org.vmft.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.command.CommandException;
import org.vmft.simulation.world.Coverage;
import org.vmft.simulation.world.HistoryRun;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Trace;
import org.vmft.simulation.world.Violation;

/** Many histories one after the other, up to the first violation. */
public final class Histories {
    private static final int BAR_CELLS = 40;

    /** The first invariant that did not hold. */
    public record Found(long seed, String invariant, String message) {}

    /** Sums over the histories run. */
    public record Result(long histories, long withFailover, long requests, long duplicates, long failovers, long losses,
            long outputsCompared, long digestsCompared, long virtualMillis, long millis, Coverage coverage,
            Optional<Found> violation) {
        String summary() {
            return "%d histories, %d with a failover (%d in all), %d requests, %d outputs and %d digests compared, %.1f s of guest time in %.1f s (%.0f histories/s), virtual machine lost %d times, %s"
                    .formatted(histories, withFailover, failovers, requests, outputsCompared, digestsCompared,
                            virtualMillis / 1e3, millis / 1e3, histories * 1e3 / Math.max(1, millis), losses,
                            violation.map(found -> "violated: " + found.invariant()).orElse("no violation"));
        }

        Map<String, Object> totals() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("histories", histories);
            values.put("withFailover", withFailover);
            values.put("failovers", failovers);
            values.put("requests", requests);
            values.put("duplicates", duplicates);
            values.put("losses", losses);
            values.put("outputsCompared", outputsCompared);
            values.put("digestsCompared", digestsCompared);
            values.put("virtualMillis", virtualMillis);
            values.put("millis", millis);
            values.put("violation", violation.orElse(null));
            return values;
        }
    }

    private final Mutation mutation;
    private final Optional<PrintStream> progress;

    public Histories(Mutation mutation, Optional<PrintStream> progress) {
        this.mutation = mutation;
        this.progress = progress;
    }

    /** Runs {@code count} histories from this seed on, or up to the first violation. */
    public Result run(long from, long count) {
        Sums sums = new Sums();
        for (long i = 0; i < count && sums.violation.isEmpty(); i++) {
            sums.run(from + i, new Trace(false));
            bar(i + 1, count);
        }
        progress.ifPresent(PrintStream::println);
        return sums.result();
    }

    Result one(long seed, Optional<Path> file) throws CommandException {
        Sums sums = new Sums();
        Trace trace = new Trace(file.isPresent());
        sums.run(seed, trace);
        if (file.isPresent()) {
            try {
                TracePages.write(seed, trace, sums.violation.map(Found::message), file.get());
            } catch (IOException e) {
                throw new CommandException("--trace " + file.get() + ": " + e.getMessage());
            }
        }
        return sums.result();
    }

    private void bar(long done, long count) {
        if (progress.isPresent() && (done == count || done % Math.max(1, count / 200) == 0)) {
            int full = (int) (done * BAR_CELLS / count);
            progress.get().print("\r[" + "#".repeat(full) + ".".repeat(BAR_CELLS - full) + "] " + done + "/" + count);
        }
    }

    private final class Sums {
        private final long began = System.nanoTime();
        private final Coverage coverage = new Coverage();
        private Optional<Found> violation = Optional.empty();
        private long histories;
        private long withFailover;
        private long requests;
        private long duplicates;
        private long failovers;
        private long losses;
        private long outputsCompared;
        private long digestsCompared;
        private long virtualMillis;

        void run(long seed, Trace trace) {
            histories++;
            try {
                HistoryRun.Outcome outcome = new HistoryRun(seed, mutation, trace).run();
                coverage.add(outcome.coverage());
                withFailover += outcome.failovers() > 0 ? 1 : 0;
                requests += outcome.requests();
                duplicates += outcome.duplicates();
                failovers += outcome.failovers();
                losses += outcome.losses();
                outputsCompared += outcome.outputsCompared();
                digestsCompared += outcome.digestsCompared();
                virtualMillis += outcome.virtualMillis();
            } catch (Violation e) {
                violation = Optional.of(new Found(seed, e.invariant(), e.getMessage()));
            } catch (RuntimeException e) {
                throw new IllegalStateException("seed " + seed + ": " + e, e);
            }
        }

        Result result() {
            return new Result(histories, withFailover, requests, duplicates, failovers, losses, outputsCompared,
                    digestsCompared, virtualMillis, (System.nanoTime() - began) / 1_000_000, coverage, violation);
        }
    }
}
