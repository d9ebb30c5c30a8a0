package org.vmft.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmft.simulation.Histories;
import org.vmft.simulation.Totals;

/** Whole histories of the production code. */
class HistoryRunTest {
    private static final int SEEDS = 300;

    @Test
    void newSeedsBreakNoInvariant() {
        long base = System.nanoTime() >>> 8;
        System.out.println("seeds from " + base + ": ./vmft simulate --from " + base + " --seeds " + SEEDS);

        Totals totals = new Histories(Mutation.NONE, Invariant.all(), Runtime.getRuntime().availableProcessors(),
                done -> { }).run(base, SEEDS);

        System.out.println(totals.summary());
        assertThat(totals.violation()).isEmpty();
        assertThat(totals.withFailover()).as("histories with a failover").isGreaterThan(SEEDS * 4 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7654376})
    void oneSeedGivesOneHistory(long seed) {
        List<String> once = events(seed);

        assertThat(once).hasSizeGreaterThan(100);
        assertThat(events(seed)).isEqualTo(once);
        assertThat(events(seed + 1)).isNotEqualTo(once);
    }

    private static List<String> events(long seed) {
        HistoryRun run = new HistoryRun(seed, Mutation.NONE, Invariant.all(), true);
        HistoryRun.Outcome outcome = run.run();
        return new ArrayList<>(Stream.concat(run.trace().lines().stream().map(Trace.Line::toString),
                Stream.of(outcome.coverage().counts().toString(), outcome.toString().replaceAll("coverage=.*", "")))
                .toList());
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        List<Totals> totals = Stream.of(1, 2, 5)
                .map(jobs -> new Histories(Mutation.NONE, Invariant.all(), jobs, done -> { }).run(41, 12)).toList();

        assertThat(totals).extracting(each -> each.coverage().counts()).containsOnly(totals.get(0).coverage().counts());
    }
}
