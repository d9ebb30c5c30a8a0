package org.vmft.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoryTest {
    @Test
    void tellsAFailoverInOrder() {
        assertThat(Story.lines(Tale.of(Fault.PRIMARY).facts())).containsExactly(
                "the primary is killed; the backup must go live (seed 1)",
                "    30.0 ms  protected: node a is the primary",
                "  1000.0 ms  killed the primary, node a, after 60 answers",
                "    +5.0 ms  node b suspects its peer: refused: Connection refused",
                "    +6.0 ms  claims generation 2",
                "    +9.0 ms  is live",
                "   +10.0 ms  first reply; the last before was 25.0 ms earlier",
                "client: 120 requests, 120 answered, 0 lost, 3 duplicates, 0 divergences",
                "replay: 2 logs in a fresh process, 100 digests compared, 120 requests answered",
                "verdict: passed");
    }

    @Test
    void replyThatArrivesBeforeTheSurvivorSaysThatItIsLiveIsToldFirst() {
        Tale tale = Tale.of(Fault.PRIMARY).without("GOING_LIVE -> SOLO").says(Tale.STRIKE + 14, "b", "role GOING_LIVE -> SOLO");
        assertThat(Story.lines(tale.facts())).containsSubsequence(
                "   +10.0 ms  first reply; the last before was 25.0 ms earlier",
                "   +14.0 ms  is live");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void endsWithTheVerdict(Fault fault) {
        assertThat(Story.lines(Tale.of(fault).facts())).last().isEqualTo("verdict: passed");
        Tale spoilt = Tale.of(fault).without("granted");
        assertThat(Story.lines(spoilt.facts())).contains("             nobody went live and answered").last().isEqualTo("verdict: failed");
        assertThat(Story.line(7, spoilt.facts())).startsWith("run 7: failed, ");
    }
}
