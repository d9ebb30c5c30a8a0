package org.vmft.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmft.simulation.Histories;
import org.vmft.simulation.Totals;
import org.vmft.simulation.Without;
import org.vmft.simulation.world.Invariant;
import org.vmft.simulation.world.Mutation;

/** Each planted fault of the protocol is seen by what users get. Rules that forbid the fault itself are not heard. */
class MutationTest {
    private static final int SEEDS_MAX = 200;

    static Stream<Arguments> mutations() throws Exception {
        return Stream.of(
                Arguments.of("release without acknowledgement", Without.part("output-rule")),
                Arguments.of("interrupt one step late", new InterruptOneStepLate()),
                Arguments.of("bounce buffer bypassed", new BounceBufferBypassed()),
                Arguments.of("arbiter grants twice", new ArbiterGrantsTwice()),
                Arguments.of("watermark runs ahead", new WatermarkRunsAhead()),
                Arguments.of("go-live before the buffer is drained", new GoLiveBeforeDrained()),
                Arguments.of("stop before a mark's instruction", new StopsBeforeMark()),
                Arguments.of("acknowledge after the seal", new AcknowledgesAfterSeal()),
                Arguments.of("node name as claimant", new NodeNameAsClaimant()),
                Arguments.of("lost detach", new LostDetach()),
                Arguments.of("lost cut-over acknowledgement, second joiner without a claim",
                        new LostCutOverAcknowledgement()),
                Arguments.of("arbiter answers uncorrelated", new UncorrelatedAnswers()),
                Arguments.of("backup runs past its last entry", new RunsPastLastEntry()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void isCaughtByAnOutcomeWithinTwoHundredSeeds(String name, Mutation mutation) {
        Totals totals = new Histories(mutation, Invariant.outcomes(), Runtime.getRuntime().availableProcessors(),
                done -> { }).run(1, SEEDS_MAX);

        assertThat(totals.violation()).as("violation caused by: %s", name).isPresent();
        System.out.printf("%-62s caught by seed %3d: %s%n", name, totals.histories(),
                totals.violation().orElseThrow().message());
    }
}
