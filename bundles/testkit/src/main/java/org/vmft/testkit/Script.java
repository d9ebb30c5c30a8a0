package org.vmft.testkit;

import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.vmft.api.log.LogEntry;

/** What happens to a machine from outside, by step: the same for every machine that is driven by it. */
final class Script {
    private static final int HAPPENINGS = 40;
    private static final long RATE_ONE = 1L << 32;
    private static final int TIME_AHEAD_MAX = 1000;

    /** Between two steps. */
    sealed interface Happening {}

    record Arrival(LogEntry.Input input) implements Happening {}

    record Anchor(long timeAhead, long rate) implements Happening {}

    private final NavigableMap<Long, Happening> happenings = new TreeMap<>();

    static Script none() {
        return new Script();
    }

    /** Inputs and clock anchors at random steps up to {@code untilStep}. */
    static Script random(SplittableRandom random, long untilStep, Function<SplittableRandom, LogEntry.Input> input) {
        Script script = new Script();
        for (int i = 0; i < HAPPENINGS; i++) {
            script.happenings.put(random.nextLong(untilStep), random.nextInt(4) == 0
                    ? new Anchor(random.nextInt(TIME_AHEAD_MAX), random.nextLong(1, 4 * RATE_ONE))
                    : new Arrival(input.apply(random)));
        }
        return script;
    }

    /** Those at this step and later. */
    NavigableMap<Long, Happening> from(long step) {
        return happenings.tailMap(step, true);
    }
}
