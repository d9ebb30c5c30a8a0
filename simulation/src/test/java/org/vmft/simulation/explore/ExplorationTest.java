package org.vmft.simulation.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmft.replication.internal.core.RoleCore;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;

class ExplorationTest {
    static Stream<Bounds> small() {
        return Stream.of(
                Bounds.of("pair", 2, 2, 1).faults(1, 1).operator(1, 1).losing(),
                Bounds.of("pair, late answers", 2, 2, 1).faults(1, 0).operator(0, 1).booting(2).withLateAnswers(),
                Bounds.of("three", 3, 3, 1).faults(1, 0),
                Bounds.of("three, one fault", 3, 3, 1).faults(1, 1).operator(1, 1).losing().suspectingOnlyTheGone());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("small")
    void productionHoldsWithinSmallBounds(Bounds bounds) {
        ExplorationResult result = run(ExploredSystem.PRODUCTION, bounds);
        assertThat(result.holds()).as(result.text()).isTrue();
        assertThat(result.stuck()).as(result.text()).extracting(StuckCategory::name)
                .contains(Progress.NOT_BOOTED, Progress.WINNER_DEAD);
    }

    static Stream<Bounds> tiny() {
        return Stream.of(
                Bounds.of("pair", 2, 2, 1).faults(1, 1).losing(),
                Bounds.of("pair, operator", 2, 2, 1).faults(1, 0).operator(1, 1),
                Bounds.of("pair, late answers", 2, 2, 1).faults(1, 0).withLateAnswers(),
                Bounds.of("three", 3, 3, 0).faults(1, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tiny")
    void takingLikeWorldsForOneChangesNoVerdict(Bounds bounds) {
        for (ExploredSystem system : List.of(ExploredSystem.PRODUCTION, new Mutants.RefusesTheWinnerThatAsksAgain(),
                new Mutants.IsPrimaryAgainOnALateAcknowledgement(), new Mutants.DoesNotSeal(), new Mutants.GrantsTwice())) {
            ExplorationResult some = run(system, bounds);
            ExplorationResult all = new Exploration(system, bounds, EnumSet.allOf(Invariant.class), false)
                    .run((states, known) -> { });
            assertThat(some.violation().map(Violation::invariant)).as(bounds.name() + " " + system.getClass())
                    .isEqualTo(all.violation().map(Violation::invariant));
            assertThat(names(some)).as(bounds.name() + " " + system.getClass()).isEqualTo(names(all));
            assertThat(some.states()).isLessThanOrEqualTo(all.states());
        }
    }

    private static List<String> names(ExplorationResult result) {
        return result.stuck().stream().map(StuckCategory::name).toList();
    }

    @Test
    void lossOfAProtectedPrimaryIsSurvivedUnlessABackupIsLetGo() {
        ExplorationResult result = run(ExploredSystem.PRODUCTION, Bounds.of("detach", 2, 2, 1).faults(1, 0).operator(1, 0));
        assertThat(names(result)).contains(Progress.DETACHED).noneMatch(name -> name.startsWith(Progress.PROTECTED));
    }

    @Test
    void traceOfAViolationIsAStoryFromTheBootOn() {
        ExplorationResult result = run(new Mutants.ReleasesWithoutAcknowledgement(), Bounds.of("pair", 2, 2, 1));
        assertThat(result.trace()).first().asString().isEqualTo("1. r0 boots the virtual machine (r0 UNBORN -> BOOTING)");
        assertThat(result.trace()).anyMatch(line -> line.contains("(r0 SOLO -> CLONING, r1 UNBORN -> JOINING)"))
                .last().asString().startsWith("=> (f) release needs");
    }

    @Test
    void roleCoreThatCannotDecideIsAViolation() {
        ExploredSystem failing = new ExploredSystem() {
            @Override
            public RoleProtocol protocol() {
                return (state, event) -> {
                    if (event instanceof RoleEvent.Drained) {
                        throw new IllegalStateException("no idea");
                    }
                    return new RoleCore().on(state, event);
                };
            }
        };
        assertThat(run(failing, Bounds.of("pair", 2, 2, 0)).violation().map(Violation::invariant))
                .contains(Invariant.NO_FAILURE);
    }

    @Test
    void reportSaysWhatWasExploredAndFound(@TempDir Path directory) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Path json = directory.resolve("results.json");
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            assertThat(new ExhaustiveRun(List.of(Bounds.of("pair", 2, 2, 1).faults(1, 0)), out, Optional.empty())
                    .run(Optional.of(json))).isTrue();
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("(a) one history outside", "pair: 2 replicas",
                "all invariants hold", "inherent, ", "no violation");
        assertThat(Files.readString(json)).contains("\"holds\" : true", "\"explorations\"", "\"stuck\"");
    }

    private static ExplorationResult run(ExploredSystem system, Bounds bounds) {
        return new Exploration(system, bounds).run((states, known) -> { });
    }
}
