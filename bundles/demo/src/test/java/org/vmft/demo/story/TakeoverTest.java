package org.vmft.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TakeoverTest {
    @Test
    void measuresTheGapAroundTheClaim() {
        Tale tale = Tale.of(Fault.PRIMARY).silent(0, 10_000);
        tale.answers(990, 991, 1).answers(1003, 1004, 1).answers(1012, 1013, 1).answers(1015, 1016, 1);
        Takeover takeover = tale.facts().takeover(tale.strikes.get(0)).orElseThrow();
        assertThat(takeover.survivor()).isEqualTo("b");
        assertThat(takeover.detector()).isEqualTo("refused: Connection refused");
        assertThat(takeover.gapMillis()).as("from an answer that was on its way when the primary died").isEqualTo(9.0);
    }

    @Test
    void isOfItsOwnStrike() {
        Tale tale = Tale.of(Fault.PRIMARY);
        tale.strike(4000, "b").backupGoesLive(4000, "c", 3, "timeout: nothing heard for 500 ms");
        RunFacts facts = tale.facts();
        assertThat(facts.strikes()).extracting(strike -> facts.takeover(strike).orElseThrow().survivor()).containsExactly("b", "c");
    }

    @Test
    @SuppressWarnings("unchecked")
    void isReportedWithMediansOverAllStrikes() {
        Report report = new Report("toy", "toy");
        for (int extra : new int[] {0, 100, 5000}) {
            Tale tale = Tale.of(Fault.PRIMARY).without("suspected").silent(Tale.STRIKE, 3000);
            tale.says(Tale.STRIKE + 2, "b", "suspected: refused: Connection refused");
            report.add(tale.answers(Tale.STRIKE + 10 + extra, Tale.STRIKE + 2000 + extra, 60).facts());
        }
        Map<String, Object> json = report.json(3);
        assertThat(json.keySet()).containsExactly("guest", "isa", "runs", "requests", "answered", "lost", "duplicates", "gapMillis",
                "detectMillis", "goLiveMillis", "digestsCompared", "divergences", "verdict");
        double lastBefore = Tale.STRIKE - 900 / 60.0;
        Map<String, Object> gap = (Map<String, Object>) json.get("gapMillis");
        assertThat((double) gap.get("median")).isEqualTo(Tale.STRIKE + 110 - lastBefore);
        assertThat((double) gap.get("max")).isEqualTo(Tale.STRIKE + 5010 - lastBefore);
        assertThat(json.get("detectMillis")).isEqualTo(2.0);
        assertThat(json.get("goLiveMillis")).isEqualTo(9.0);
        assertThat((long) json.get("answered")).isEqualTo(360);
        assertThat(json.get("verdict")).isEqualTo("passed");
        assertThat(report.json(4).get("verdict")).as("one run is missing").isEqualTo("failed");
        assertThat(report.summary(3)).startsWith("verdict: passed, 3 of 3 runs passed, 360 of 360 requests answered, 0 lost, 9 duplicates");
        assertThat((List<Object>) json.get("runs")).hasSize(3);
    }

    @Test
    void failsTheWholeWhenOneRunFails() {
        Report report = new Report("toy", "toy");
        report.add(Tale.of(Fault.PRIMARY).facts());
        Tale lost = Tale.of(Fault.PRIMARY);
        lost.lost = 1;
        report.add(lost.facts());
        assertThat(report.passed(2)).isFalse();
        assertThat(report.json(2)).containsEntry("verdict", "failed").containsEntry("lost", 1L);
    }
}
