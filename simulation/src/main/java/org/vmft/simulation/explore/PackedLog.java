package org.vmft.simulation.explore;

/** A log of a few entries, packed in an int: its length, then three bits for each entry. Positions count from 1. */
final class PackedLog {
    static final int ENTRIES_MAX = 7;
    static final int BITS = 3 + 3 * ENTRIES_MAX;
    static final int EMPTY = 0;

    private static final Entry[] ENTRIES = Entry.values();

    /** What a log can hold: an input, an output's mark, one of two results of an instruction, control entries. */
    enum Entry { IN, OUT, IR0, IR1, DETACH, OFF }

    private PackedLog() {}

    static int length(int log) {
        return log & 7;
    }

    static Entry at(int log, int position) {
        return ENTRIES[log >>> 3 * position & 7];
    }

    static int append(int log, Entry entry) {
        if (length(log) == ENTRIES_MAX) {
            throw new IllegalStateException("log: expected at most " + ENTRIES_MAX + " entries");
        }
        return log + 1 | entry.ordinal() << 3 * (length(log) + 1);
    }

    static int prefix(int log, int length) {
        return log & (1 << 3 * (length + 1)) - 1 & ~7 | length;
    }

    static boolean beginsWith(int log, int prefix) {
        return length(prefix) <= length(log) && prefix(log, length(prefix)) == prefix;
    }

    static int count(int log, Entry entry) {
        int count = 0;
        for (int position = 1; position <= length(log); position++) {
            count += at(log, position) == entry ? 1 : 0;
        }
        return count;
    }

    static int outputs(int log) {
        return count(log, Entry.OUT);
    }

    /** Position of the mark of the output with this index; 0 when there is none. */
    static int positionOfOutput(int log, int index) {
        int left = index;
        for (int position = 1; position <= length(log); position++) {
            if (at(log, position) == Entry.OUT && --left == 0) {
                return position;
            }
        }
        return 0;
    }

    /** The first position of such an entry behind {@code after}; 0 when there is none. */
    static int find(int log, Entry entry, int after) {
        for (int position = after + 1; position <= length(log); position++) {
            if (at(log, position) == entry) {
                return position;
            }
        }
        return 0;
    }

    static String text(int log) {
        StringBuilder text = new StringBuilder("[");
        for (int position = 1; position <= length(log); position++) {
            text.append(position > 1 ? " " : "").append(at(log, position));
        }
        return text.append(']').toString();
    }
}
