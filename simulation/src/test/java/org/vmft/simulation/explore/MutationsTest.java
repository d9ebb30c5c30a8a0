package org.vmft.simulation.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is noticed within bounds within which the production code is without fault. */
class MutationsTest {
    private static final Bounds PAIR = Bounds.of("pair", 2, 2, 2);
    private static final Bounds THREE = Bounds.of("three", 3, 3, 1).withoutInputs();
    private static final Map<Bounds, Boolean> PRODUCTION_HOLDS = new HashMap<>();

    static Stream<Arguments> violations() {
        return Stream.of(
                violation(Mutants.AcknowledgesAfterTheSeal::new, PAIR, Invariant.OLD_GENERATION),
                violation(Mutants.DoesNotSeal::new, PAIR, Invariant.OLD_GENERATION),
                violation(Mutants.OneIdForPrimaryAndBackup::new, PAIR, Invariant.ONE_GRANT),
                violation(Mutants.OneIdForTwoBackups::new, THREE, Invariant.OUTPUT_RULE, Invariant.ONE_GRANT),
                violation(Mutants.GrantsTwice::new, PAIR, Invariant.ONE_GRANT),
                violation(Mutants.GrantsALateCopyOfACreation::new,
                        Bounds.of("silent pair", 2, 2, 0).operator(0, 1).withLateAnswers(), Invariant.ONE_GRANT),
                violation(Mutants.ReleasesAtCutOverWithoutAcknowledgement::new, PAIR, Invariant.OUTPUT_RULE),
                violation(Mutants.ReleasesWithoutAcknowledgement::new, PAIR, Invariant.OUTPUT_RULE),
                violation(Mutants.DetachesBeforeItIsAcknowledged::new, PAIR.operator(1, 0), Invariant.OUTPUT_RULE),
                violation(Mutants.DetachesBeforeItIsAcknowledged::new, Bounds.of("silent pair", 2, 2, 0).operator(1, 0),
                        Invariant.NEVER_LIVE),
                violation(Mutants.PowersOffBeforeItIsAcknowledged::new, PAIR.operator(0, 1), Invariant.NEVER_LIVE),
                violation(Mutants.GivesUpACutOverWithoutAClaim::new, Bounds.of("two joiners", 3, 2, 0),
                        Invariant.ONE_BACKUP),
                violation(Mutants.GivesUpACutOverWithoutAClaim::new, PAIR, Invariant.OUTPUT_RULE),
                violation(Mutants.SendsTheWatermarkAhead::new, Bounds.of("longer", 2, 2, 3), Invariant.NO_GAP),
                violation(Mutants.TakesAnyAnswerForItsOwn::new, PAIR.withLateAnswers(), Invariant.OUTPUT_RULE,
                        Invariant.ONE_HISTORY),
                violation(Mutants.StopsBeforeTheInstructionOfAMark::new, PAIR, Invariant.ONE_HISTORY,
                        Invariant.OLD_GENERATION, Invariant.NO_GAP));
    }

    private static Arguments violation(Supplier<Mutant> mutant, Bounds bounds, Invariant... expected) {
        return Arguments.of(mutant.get().getClass().getSimpleName(), mutant, bounds, Set.of(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void mistakeBreaksAnInvariant(String name, Supplier<Mutant> mutants, Bounds bounds, Set<Invariant> expected) {
        Mutant mutant = mutants.get();
        ExplorationResult result = new Exploration(mutant, bounds).run((states, known) -> { });
        assertThat(result.violation()).as(result.text()).isPresent();
        assertThat(expected).as(result.text()).contains(result.violation().get().invariant());
        assertThat(mutant.changes()).as("decisions changed by the mistake").isPositive();
        assertThat(productionHolds(bounds)).as("production holds within the same bounds").isTrue();
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(
                outcome(Mutants.AcknowledgesAfterTheSeal::new, PAIR),
                outcome(Mutants.OneIdForPrimaryAndBackup::new, PAIR),
                outcome(Mutants.GrantsTwice::new, PAIR),
                outcome(Mutants.ReleasesAtCutOverWithoutAcknowledgement::new, PAIR),
                outcome(Mutants.ReleasesWithoutAcknowledgement::new, PAIR),
                outcome(Mutants.DetachesBeforeItIsAcknowledged::new, PAIR.operator(1, 0)),
                outcome(Mutants.GivesUpACutOverWithoutAClaim::new, PAIR),
                outcome(Mutants.TakesAnyAnswerForItsOwn::new, PAIR.withLateAnswers()),
                outcome(Mutants.StopsBeforeTheInstructionOfAMark::new, PAIR));
    }

    private static Arguments outcome(Supplier<Mutant> mutant, Bounds bounds) {
        return Arguments.of(mutant.get().getClass().getSimpleName(), mutant, bounds);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outcomes")
    void mistakeShowsInWhatTheOutsideSees(String name, Supplier<Mutant> mutants, Bounds bounds) {
        ExplorationResult result = new Exploration(mutants.get(), bounds,
                EnumSet.of(Invariant.ONE_HISTORY, Invariant.NO_GAP), true).run((states, known) -> { });
        assertThat(result.violation()).as(result.text()).isPresent();
    }

    static Stream<Arguments> standstills() {
        return Stream.of(
                standstill(Mutants.RefusesTheWinnerThatAsksAgain::new, PAIR.losing(), "FENCED"),
                standstill(Mutants.IsPrimaryAgainOnALateAcknowledgement::new, PAIR.faults(1, 0), Progress.PROTECTED),
                standstill(Mutants.SendsTheWatermarkAhead::new, PAIR, "winner of generation 2 SOLO"),
                standstill(Mutants.PowersOffWithOutputHeld::new, PAIR.operator(0, 1), "POWERED_OFF"),
                standstill(Mutants.WinsAPowerOffAndEmitsNothing::new, PAIR.operator(0, 1).faults(1, 0), "POWERED_OFF"));
    }

    private static Arguments standstill(Supplier<Mutant> mutant, Bounds bounds, String expected) {
        return Arguments.of(mutant.get().getClass().getSimpleName(), mutant, bounds, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("standstills")
    void mistakeLeavesAVirtualMachineThatCannotGoOn(String name, Supplier<Mutant> mutants, Bounds bounds, String expected) {
        Mutant mutant = mutants.get();
        ExplorationResult result = new Exploration(mutant, bounds).run((states, known) -> { });
        assertThat(result.violation()).as(result.text()).isEmpty();
        assertThat(result.stuck()).as(result.text())
                .anyMatch(category -> !category.inherent() && category.name().contains(expected));
        assertThat(mutant.changes()).as("decisions changed by the mistake").isPositive();
        assertThat(productionHolds(bounds)).as("production holds within the same bounds").isTrue();
    }

    private static boolean productionHolds(Bounds bounds) {
        return PRODUCTION_HOLDS.computeIfAbsent(bounds,
                within -> new Exploration(ExploredSystem.PRODUCTION, within).run((states, known) -> { }).holds());
    }
}
