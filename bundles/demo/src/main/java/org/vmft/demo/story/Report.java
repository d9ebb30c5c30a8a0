package org.vmft.demo.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;

/** The results of all runs as JSON values, and in one line. */
public final class Report {
    private record Past(Strike strike, Takeover takeover) {
        double detectMillis() {
            return Takeover.millis(strike.at(), takeover.suspectedAt());
        }

        double liveMillis() {
            return Takeover.millis(strike.at(), takeover.liveAt());
        }

        double gapMillis() {
            return takeover.gapMillis();
        }
    }

    private final String guest;
    private final String isa;
    private final List<RunFacts> runs = new ArrayList<>();

    public Report(String guest, String isa) {
        this.guest = guest;
        this.isa = isa;
    }

    public void add(RunFacts run) {
        runs.add(run);
    }

    /** Whether there were so many runs and every one passed. */
    public boolean passed(int expected) {
        return runs.size() == expected && runs.stream().allMatch(run -> Conditions.broken(run).isEmpty());
    }

    /** {@code detectMillis} and {@code goLiveMillis} are medians over all strikes, counted from the strike. */
    public Map<String, Object> json(int expected) {
        List<Past> pasts = runs.stream().flatMap(run -> pasts(run).stream()).toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("guest", guest);
        json.put("isa", isa);
        json.put("runs", runs.stream().map(Report::run).toList());
        counts(json, runs);
        Map<String, Object> gap = new LinkedHashMap<>();
        gap.put("median", median(pasts, Past::gapMillis));
        gap.put("max", pasts.stream().map(Past::gapMillis).max(Double::compare).orElse(null));
        json.put("gapMillis", gap);
        json.put("detectMillis", median(pasts, Past::detectMillis));
        json.put("goLiveMillis", median(pasts, Past::liveMillis));
        checks(json, runs);
        json.put("verdict", passed(expected) ? "passed" : "failed");
        return json;
    }

    private static Map<String, Object> run(RunFacts run) {
        List<String> broken = Conditions.broken(run);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kill", run.fault().name().toLowerCase(Locale.ROOT));
        json.put("seed", run.seed());
        counts(json, List.of(run));
        json.put("retransmissions", run.client().retransmissions());
        json.put("lapses", run.lapses());
        json.put("strikes", run.strikes().stream().map(strike -> strike(run, strike)).toList());
        json.put("transfers", run.transfers().stream().map(Report::transfer).toList());
        run.lines().ifPresent(lines -> json.put("lines", lines.answered()));
        checks(json, List.of(run));
        json.put("logs", run.history().map(HistoryFacts::logs).orElse(0));
        json.put("broken", broken);
        json.put("verdict", Story.verdict(broken));
        return json;
    }

    private static Map<String, Object> strike(RunFacts run, Strike strike) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("victim", strike.victim());
        Optional<Takeover> takeover = run.takeover(strike);
        if (takeover.isPresent()) {
            Past past = new Past(strike, takeover.get());
            json.put("survivor", takeover.get().survivor());
            json.put("detector", takeover.get().detector());
            json.put("generation", takeover.get().generation());
            json.put("detectMillis", past.detectMillis());
            json.put("claimMillis", Takeover.millis(strike.at(), takeover.get().claimedAt()));
            json.put("goLiveMillis", past.liveMillis());
            json.put("firstReplyMillis", Takeover.millis(strike.at(), takeover.get().firstReplyAt()));
            json.put("gapMillis", past.gapMillis());
        }
        return json;
    }

    private static Map<String, Object> transfer(TransferFacts transfer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("client", transfer.client());
        json.put("bytes", transfer.bytes());
        json.put("bytesBefore", transfer.bytesBefore());
        json.put("through", transfer.through());
        json.put("trouble", transfer.trouble().orElse(null));
        json.put("stallMillis", transfer.stallNanos() / 1e6);
        json.put("syn", transfer.connection().opens());
        json.put("synAck", transfer.connection().accepts());
        json.put("oneSequence", transfer.connection().whole(transfer.bytes()));
        return json;
    }

    private static void counts(Map<String, Object> json, List<RunFacts> runs) {
        json.put("requests", sum(runs, run -> run.client().requests()));
        json.put("answered", sum(runs, run -> run.client().answered()));
        json.put("lost", sum(runs, run -> run.client().lost()));
        json.put("duplicates", sum(runs, run -> run.client().duplicates()));
    }

    private static void checks(Map<String, Object> json, List<RunFacts> runs) {
        json.put("digestsCompared", sum(runs, run -> run.history().map(HistoryFacts::digestsCompared).orElse(0L)));
        json.put("divergences", sum(runs, run -> run.client().divergences() + run.history().map(HistoryFacts::divergences).orElse(0L)));
    }

    private static long sum(List<RunFacts> runs, ToLongFunction<RunFacts> value) {
        return runs.stream().mapToLong(value).sum();
    }

    private static List<Past> pasts(RunFacts run) {
        List<Past> pasts = new ArrayList<>();
        run.strikes().forEach(strike -> run.takeover(strike).ifPresent(takeover -> pasts.add(new Past(strike, takeover))));
        return pasts;
    }

    /** The lower of two middle values; null, as JSON has it, when there is none. */
    private static Double median(List<Past> pasts, ToDoubleFunction<Past> value) {
        List<Double> values = new ArrayList<>(pasts.stream().mapToDouble(value).boxed().toList());
        Collections.sort(values);
        return values.isEmpty() ? null : values.get((values.size() - 1) / 2);
    }

    /** The totals in one line. */
    public String summary(int expected) {
        List<Past> pasts = runs.stream().flatMap(run -> pasts(run).stream()).toList();
        long passed = runs.stream().filter(run -> Conditions.broken(run).isEmpty()).count();
        String times = pasts.isEmpty() ? "" : ", gap median %s max %s".formatted(Story.ms(median(pasts, Past::gapMillis)),
                Story.ms(pasts.stream().mapToDouble(Past::gapMillis).max().orElse(0)));
        return "verdict: " + (passed(expected) ? "passed" : "failed") + ", " + passed + " of " + expected + " runs passed, "
                + sum(runs, run -> run.client().answered()) + " of " + sum(runs, run -> run.client().requests())
                + " requests answered, " + sum(runs, run -> run.client().lost()) + " lost, "
                + sum(runs, run -> run.client().duplicates()) + " duplicates" + times;
    }
}
