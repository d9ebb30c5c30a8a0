package org.vmft.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.vmft.simulation.world.HistoryRun;
import org.vmft.simulation.world.Invariant;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Violation;

/**
 * Many histories on several threads, up to the first violation. What comes out does not depend on the number of
 * threads: results are taken in the order of seeds.
 */
public final class Histories {
    /** Histories under way or finished and not yet taken, for each thread. */
    private static final int AHEAD = 4;

    private record Ended(long seed, Optional<HistoryRun.Outcome> outcome, Optional<Violation> violation) {}

    private final Mutation mutation;
    private final Set<Invariant> heard;
    private final int jobs;
    private final LongConsumer progress;

    /** {@code progress} is told after each history how many are done. */
    public Histories(Mutation mutation, Set<Invariant> heard, int jobs, LongConsumer progress) {
        this.mutation = mutation;
        this.heard = heard;
        this.jobs = jobs;
        this.progress = progress;
    }

    /** Runs {@code count} histories from this seed on, or up to the first violation. */
    public Totals run(long from, long count) {
        Totals totals = new Totals();
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        try {
            Deque<Future<Ended>> ahead = new ArrayDeque<>();
            long next = from;
            while (totals.violation().isEmpty() && totals.histories() < count) {
                while (next - from < count && ahead.size() < jobs * AHEAD) {
                    long seed = next++;
                    ahead.addLast(threads.submit(() -> one(seed)));
                }
                take(totals, ahead.removeFirst());
                progress.accept(totals.histories());
            }
        } finally {
            threads.shutdownNow();
        }
        return totals;
    }

    private static void take(Totals totals, Future<Ended> future) {
        try {
            Ended ended = future.get();
            ended.outcome().ifPresent(totals::add);
            ended.violation().ifPresent(violation -> totals.violated(ended.seed(), violation));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private Ended one(long seed) {
        try {
            return new Ended(seed, Optional.of(new HistoryRun(seed, mutation, heard, false).run()), Optional.empty());
        } catch (Violation e) {
            return new Ended(seed, Optional.empty(), Optional.of(e));
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + ": " + e, e);
        }
    }
}
