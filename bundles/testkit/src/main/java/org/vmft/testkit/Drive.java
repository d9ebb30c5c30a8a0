package org.vmft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.ScriptedHost.Event;

/** Runs a machine through a script in pieces, and checks after every piece that it stopped where and why it may. */
final class Drive {
    private static final long RATE_ONE = 1L << 32;

    /** Chooses the end of the next piece, after {@code step} and not after {@code target}. */
    interface Splits {
        long next(long step, long target);

        static Splits none() {
            return (step, target) -> target;
        }

        static Splits single() {
            return (step, target) -> step + 1;
        }

        /** Long pieces and short ones, many of a single step. */
        static Splits random(SplittableRandom random) {
            return (step, target) -> Math.min(target, step + 1 + random.nextInt(1 << random.nextInt(10)));
        }
    }

    /** A machine at a step where all drives of one script stop, with what it did since the one before. */
    record Checkpoint(long step, Stop stop, long digest, RecordedState machine, List<Event> events) {}

    private final TestBoard board;
    private final Script script;
    private final Splits splits;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private int waits;
    private long wokenAt = -1;

    Drive(TestBoard board, Script script, Splits splits) {
        this.board = board;
        this.script = script;
        this.splits = splits;
    }

    /** Runs to this step, or to the end of the guest if that comes first. */
    List<Checkpoint> to(long untilStep) {
        Stop stop = Stop.REACHED;
        for (Map.Entry<Long, Script.Happening> next : script.from(board.machine().step()).entrySet()) {
            if (next.getKey() >= untilStep || stop == Stop.HALTED) {
                break;
            }
            stop = runTo(next.getKey());
            apply(next.getValue());
        }
        if (stop != Stop.HALTED) {
            runTo(untilStep);
        }
        return checkpoints;
    }

    /** How often the machine waited and was woken. */
    int waits() {
        return waits;
    }

    private void apply(Script.Happening happening) {
        long step = board.machine().step();
        if (happening instanceof Script.Anchor anchor) {
            board.host().anchor(step, board.host().time(step) + anchor.timeAhead(), anchor.rate());
        } else if (happening instanceof Script.Arrival arrival && board.ready(arrival.input())) {
            board.deliver(arrival.input());
        }
    }

    private Stop runTo(long target) {
        Stop stop = Stop.REACHED;
        while (board.machine().step() < target && stop != Stop.HALTED) {
            stop = piece(splits.next(board.machine().step(), target));
            if (stop == Stop.IDLE && board.machine().step() < target && !wake()) {
                break;
            }
        }
        checkpoints.add(new Checkpoint(board.machine().step(), stop, board.digest(), board.machineState(),
                board.host().takeEvents()));
        return stop;
    }

    private Stop piece(long end) {
        long before = board.machine().step();
        Stop stop = board.run(end);
        long after = board.machine().step();
        assertThat(after).as("step after run(%d) from %d: %s", end, before, stop).isBetween(before, end);
        if (stop == Stop.REACHED) {
            assertThat(after).as("step after REACHED").isEqualTo(end);
        }
        if (stop == Stop.DEVICE_STOP) {
            assertThat(after).as("step after DEVICE_STOP").isGreaterThan(before);
        }
        return stop;
    }

    /** Lets time go on to the timer's deadline; false when nothing will ever happen. */
    private boolean wake() {
        long step = board.machine().step();
        long wake = board.machine().wakeTime();
        if (wake == Long.MAX_VALUE) {
            return false;
        }
        assertThat(wokenAt).as("still waiting at its own wakeTime()").isNotEqualTo(step);
        board.host().anchor(step, wake, RATE_ONE);
        wokenAt = step;
        waits++;
        return true;
    }

    /** Fails at the first checkpoint that differs. */
    static void assertSame(List<Checkpoint> actual, List<Checkpoint> expected, String how) {
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            Checkpoint one = actual.get(i);
            Checkpoint other = expected.get(i);
            assertThat(one.step).as("%s: step of checkpoint %d", how, i).isEqualTo(other.step);
            assertThat(one.events).as("%s: events up to step %d", how, other.step).isEqualTo(other.events);
            assertThat(one.machine).as("%s: machine at step %d", how, other.step).isEqualTo(other.machine);
            assertThat(one.digest).as("%s: digest at step %d", how, other.step).isEqualTo(other.digest);
            assertThat(one.stop).as("%s: stop at step %d", how, other.step).isEqualTo(other.stop);
        }
        assertThat(actual).as("%s: checkpoints", how).hasSameSizeAs(expected);
    }
}
