package org.vmft.simulation.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Which states lead to which. Filled in order of the source. */
final class Edges {
    private static final int CHUNK = 1 << 16;

    private final List<int[]> targets = new ArrayList<>();
    private int[] ends = new int[1 << 12];
    private int sources;
    private int size;

    void add(int target) {
        if (size % CHUNK == 0) {
            targets.add(new int[CHUNK]);
        }
        targets.get(size / CHUNK)[size % CHUNK] = target;
        size = Math.incrementExact(size);
    }

    /** All edges of the next source were added. */
    void endOfSource() {
        if (sources == ends.length) {
            ends = Arrays.copyOf(ends, sources * 2);
        }
        ends[sources++] = size;
    }

    int size() {
        return size;
    }

    /** Every source from which one of the targets can be reached, the targets included. */
    BitSet reaching(BitSet goals) {
        int[] begins = new int[sources + 1];
        for (int edge = 0; edge < size; edge++) {
            begins[target(edge)]++;
        }
        for (int state = 0, sum = 0; state <= sources; state++) {
            sum += begins[state];
            begins[state] = sum;
        }
        int[] backwards = new int[size];
        for (int source = 0, edge = 0; source < sources; source++) {
            for (; edge < ends[source]; edge++) {
                backwards[--begins[target(edge)]] = source;
            }
        }
        BitSet reached = (BitSet) goals.clone();
        int[] queue = new int[sources];
        int filled = 0;
        for (int goal = goals.nextSetBit(0); goal >= 0; goal = goals.nextSetBit(goal + 1)) {
            queue[filled++] = goal;
        }
        for (int taken = 0; taken < filled; taken++) {
            for (int i = begins[queue[taken]]; i < begins[queue[taken] + 1]; i++) {
                if (!reached.get(backwards[i])) {
                    reached.set(backwards[i]);
                    queue[filled++] = backwards[i];
                }
            }
        }
        return reached;
    }

    private int target(int edge) {
        return targets.get(edge / CHUNK)[edge % CHUNK];
    }
}
