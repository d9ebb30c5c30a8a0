package org.vmft.simulation.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Encoded worlds, each once, numbered as they come, with the number of the one they were first reached from. */
final class StateStore {
    /** No longer stored than this many: the numbers of a table twice as large must fit an array. */
    static final int STATES_MAX = 1 << 29;

    private static final int CHUNK = 1 << 14;
    private static final int ABSENT = -1;

    private final int words;
    private final List<long[]> chunks = new ArrayList<>();
    private final List<int[]> parents = new ArrayList<>();
    private int[] slots = new int[1 << 16];
    private int size;

    StateStore(int words) {
        this.words = words;
        Arrays.fill(slots, ABSENT);
    }

    int size() {
        return size;
    }

    /** The number of a world; it is added when it is new, which shows as a number equal to the size before. */
    int add(long[] state, int parent) {
        int slot = slot(state);
        if (slots[slot] != ABSENT) {
            return slots[slot];
        }
        if (size == STATES_MAX) {
            throw new IllegalStateException("more than " + STATES_MAX + " states");
        }
        if (size % CHUNK == 0) {
            chunks.add(new long[CHUNK * words]);
            parents.add(new int[CHUNK]);
        }
        System.arraycopy(state, 0, chunks.get(size / CHUNK), size % CHUNK * words, words);
        parents.get(size / CHUNK)[size % CHUNK] = parent;
        slots[slot] = size++;
        if (size > slots.length / 3 * 2) {
            grow();
        }
        return size - 1;
    }

    /** The number of a world that is stored, or -1. */
    int find(long[] state) {
        return slots[slot(state)];
    }

    long[] get(int number) {
        int offset = number % CHUNK * words;
        return Arrays.copyOfRange(chunks.get(number / CHUNK), offset, offset + words);
    }

    /** -1 for the first. */
    int parent(int number) {
        return parents.get(number / CHUNK)[number % CHUNK];
    }

    private int slot(long[] state) {
        int mask = slots.length - 1;
        int slot = hash(state, 0) & mask;
        while (slots[slot] != ABSENT && !holds(slots[slot], state)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean holds(int number, long[] state) {
        int offset = number % CHUNK * words;
        return Arrays.equals(chunks.get(number / CHUNK), offset, offset + words, state, 0, words);
    }

    private int hash(long[] source, int offset) {
        long hash = 0x9E3779B97F4A7C15L;
        for (int i = offset; i < offset + words; i++) {
            hash = (hash ^ source[i]) * 0xFF51AFD7ED558CCDL;
            hash ^= hash >>> 32;
        }
        return (int) (hash * 0xC4CEB9FE1A85EC53L >>> 32);
    }

    private void grow() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, ABSENT);
        int mask = slots.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = hash(chunks.get(number / CHUNK), number % CHUNK * words) & mask;
            while (slots[slot] != ABSENT) {
                slot = slot + 1 & mask;
            }
            slots[slot] = number;
        }
    }
}
