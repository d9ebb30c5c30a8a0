package org.vmft.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vmft.simulation.world.Coverage;
import org.vmft.simulation.world.HistoryRun;
import org.vmft.simulation.world.Violation;

/** Sums over histories, and the first violation. */
public final class Totals {
    /** The first invariant that did not hold. */
    public record Found(long seed, String invariant, String message) {}

    private final long began = System.nanoTime();
    private final Coverage coverage = new Coverage();
    private Optional<Found> violation = Optional.empty();
    private long histories;
    private long withFailover;
    private long withLoss;
    private long requests;
    private long requestsMin = Long.MAX_VALUE;
    private long duplicates;
    private long failovers;
    private long losses;
    private long outputsCompared;
    private long digestsCompared;
    private long virtualMillis;

    public void add(HistoryRun.Outcome outcome) {
        histories++;
        coverage.add(outcome.coverage());
        withFailover += outcome.failovers() > 0 ? 1 : 0;
        withLoss += outcome.losses() > 0 ? 1 : 0;
        requests += outcome.requests();
        requestsMin = Math.min(requestsMin, outcome.requests());
        duplicates += outcome.duplicates();
        failovers += outcome.failovers();
        losses += outcome.losses();
        outputsCompared += outcome.outputsCompared();
        digestsCompared += outcome.digestsCompared();
        virtualMillis += outcome.virtualMillis();
    }

    public void violated(long seed, Violation found) {
        histories++;
        violation = Optional.of(new Found(seed, found.invariant().toString(), found.getMessage()));
    }

    public long histories() {
        return histories;
    }

    public long withFailover() {
        return withFailover;
    }

    public long withLoss() {
        return withLoss;
    }

    public Optional<Found> violation() {
        return violation;
    }

    public Coverage coverage() {
        return coverage;
    }

    long millis() {
        return Math.max(1, (System.nanoTime() - began) / 1_000_000);
    }

    public String summary() {
        return ("%d histories, %d with a failover (%d in all), %d with a loss, %d requests (at least %d), %d outputs and "
                + "%d digests compared, %.1f s of guest time in %.1f s (%.0f histories/s), %s").formatted(histories,
                        withFailover, failovers, withLoss, requests, requestsMin == Long.MAX_VALUE ? 0 : requestsMin, outputsCompared,
                        digestsCompared, virtualMillis / 1e3, millis() / 1e3, histories * 1e3 / millis(),
                        violation.map(found -> "violated: " + found.invariant()).orElse("no violation"));
    }

    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("histories", histories);
        values.put("withFailover", withFailover);
        values.put("failovers", failovers);
        values.put("withLoss", withLoss);
        values.put("losses", losses);
        values.put("requests", requests);
        values.put("duplicates", duplicates);
        values.put("outputsCompared", outputsCompared);
        values.put("digestsCompared", digestsCompared);
        values.put("virtualMillis", virtualMillis);
        values.put("millis", millis());
        values.put("historiesPerSecond", Math.round(histories * 10_000.0 / millis()) / 10.0);
        values.put("violation", violation.orElse(null));
        return values;
    }
}
