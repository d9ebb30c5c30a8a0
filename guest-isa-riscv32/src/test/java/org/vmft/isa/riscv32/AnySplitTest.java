package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.Seed;

/** Where a run is cut, saved or restored makes no difference to random programs with interrupts. */
class AnySplitTest {
    private static final int ROUNDS = 12;
    private static final int STEPS = 20_000;
    private static final int SEED = 5;

    private static Rv32Board board(String source) {
        Rv32Board board = new Rv32Board(source, true, SEED);
        board.host().anchor(0, 0, Rv32Board.RATE_ONE / 3);
        return board;
    }

    /** Returns the number of interrupts that both took. */
    private static long assertSame(Rv32Board actual, Rv32Board expected) {
        assertThat(actual.state()).isEqualTo(expected.state());
        List<ScriptedHost.Event> events = expected.host().takeEvents();
        assertThat(actual.host().takeEvents()).isEqualTo(events);
        assertThat(actual.board().digest()).isEqualTo(expected.board().digest());
        return events.stream().filter(event -> event.what().startsWith("interrupt")).count();
    }

    /** Runs to this step; what wakes an idle hart depends on the step alone. */
    private static void runTo(Rv32Board board, long until) {
        while (board.step() < until) {
            Stop stop = board.board().run(until);
            if (stop == Stop.IDLE) {
                long wake = board.board().machine().wakeTime();
                if (wake == Long.MAX_VALUE) {
                    board.type("k");
                    wake = board.host().time(board.step());
                }
                board.host().anchor(board.step(), Math.max(wake, board.host().time(board.step())), Rv32Board.RATE_ONE / 3);
                if (board.board().run(board.step() + 1) == Stop.IDLE) {
                    return;
                }
            } else if (stop == Stop.HALTED) {
                return;
            }
        }
    }

    @Test
    void runInAnyPortionsIsTheSameAsAtOnce() {
        SplittableRandom random = Seed.random("runInAnyPortionsIsTheSameAsAtOnce");
        long interrupts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String source = RandomCode.source(random);
            Rv32Board whole = board(source);
            runTo(whole, STEPS);
            Rv32Board parts = board(source);
            int portionMax = 1 << random.nextInt(12);
            while (parts.step() < whole.step()) {
                runTo(parts, Math.min(whole.step(), parts.step() + 1 + random.nextInt(portionMax)));
            }
            interrupts += assertSame(parts, whole);
        }
        assertThat(interrupts).isGreaterThan(50);
    }

    @Test
    void machineRestoredAnywhereGoesOnLikeTheOriginal() {
        SplittableRandom random = Seed.random("machineRestoredAnywhereGoesOnLikeTheOriginal");
        for (int round = 0; round < ROUNDS; round++) {
            String source = RandomCode.source(random);
            Rv32Board original = board(source);
            runTo(original, random.nextInt(STEPS));
            Rv32Board copy = new Rv32Board("stay:\nj stay\n", true, SEED);
            copy.board().restore(original.board().save());
            copy.host().anchor(0, 0, Rv32Board.RATE_ONE / 3);
            original.host().anchor(0, 0, Rv32Board.RATE_ONE / 3);
            original.host().takeEvents();
            assertSame(copy, original);
            long until = original.step() + random.nextInt(3_000);
            runTo(original, until);
            runTo(copy, until);
            assertSame(copy, original);
        }
    }
}
