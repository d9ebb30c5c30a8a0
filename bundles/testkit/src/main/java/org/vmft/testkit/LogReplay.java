package org.vmft.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;

/** Feeds logs to replaying machines. */
public final class LogReplay {
    private static final long TURNS_MAX = 10_000_000;
    private static final int PORTION_MAX = 20;

    private LogReplay() {}

    /** Supplies the flushes in random portions; returns the last turn: NeedEntries, or Diverged. */
    public static Turn replay(VirtualMachine backup, List<Flush> flushes, SplittableRandom random, long now) {
        int supplied = 0;
        long time = now;
        for (long turns = 0; turns < TURNS_MAX; turns++) {
            Turn turn = backup.turn(time);
            time += random.nextInt(100_000);
            if (turn instanceof Turn.Diverged) {
                return turn;
            }
            if (turn instanceof Turn.NeedEntries) {
                if (supplied == flushes.size()) {
                    return turn;
                }
                int portion = 1 + random.nextInt(random.nextBoolean() ? 1 : PORTION_MAX);
                for (; portion > 0 && supplied < flushes.size(); portion--) {
                    backup.supply(flushes.get(supplied++));
                }
            }
        }
        throw new AssertionError("replay did not end within " + TURNS_MAX + " turns");
    }

    /** The entries as flushes that end with every Progress, numbered from 1; what follows the last one is left out. */
    public static List<Flush> flushes(List<TimedEntry> entries) {
        List<Flush> flushes = new ArrayList<>();
        int first = 0;
        for (int at = 0; at < entries.size(); at++) {
            if (entries.get(at).entry() instanceof LogEntry.Progress) {
                flushes.add(new Flush(first + 1, entries.subList(first, at + 1)));
                first = at + 1;
            }
        }
        return flushes;
    }
}
