package org.vmft.isa.riscv32.internal.hart;

import java.util.Arrays;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** Physical memory protection, privileged manual 3.7: 16 entries of any multiple of four bytes. */
final class Protection {
    static final int ENTRIES = 16;
    /** Kinds of access, as their permissions' bits. */
    static final int READ = 1;
    static final int WRITE = 1 << 1;
    static final int EXECUTE = 1 << 2;

    private static final int PERMISSIONS = READ | WRITE | EXECUTE;
    private static final int MATCHING_SHIFT = 3;
    private static final int MATCHING = 0b11;
    private static final int OFF = 0;
    private static final int TOR = 1;
    private static final int NA4 = 2;
    private static final int NAPOT = 3;
    private static final int LOCKED = 1 << 7;
    private static final int CONFIGURATION = LOCKED | MATCHING << MATCHING_SHIFT | PERMISSIONS;
    private static final int ADDRESS_SHIFT = 2;
    private static final long EVERYTHING_END = 1L << Integer.SIZE;

    private final int[] configurations = new int[ENTRIES];
    private final int[] addresses = new int[ENTRIES];
    /** What each entry matches, from its first byte to before its end: nothing where the end is not behind. */
    private final long[] first = new long[ENTRIES];
    private final long[] end = new long[ENTRIES];
    private boolean machineRestricted;
    private boolean userRestricted;

    /** As this board comes up: entry 0 gives everything to everybody, for programs that know of no protection. */
    Protection() {
        addresses[0] = -1;
        configurations[0] = NAPOT << MATCHING_SHIFT | PERMISSIONS;
        match();
    }

    /** Whether the mode's accesses are to be asked about; those of machine mode are not as long as no locked entry counts. */
    boolean restricts(boolean machine) {
        return machine ? machineRestricted : userRestricted;
    }

    /** Whether the mode may access all these bytes: the first entry that matches one of them decides. */
    boolean permits(boolean machine, int kind, int address, int bytes) {
        long from = Integer.toUnsignedLong(address);
        long to = from + bytes;
        for (int entry = 0; entry < ENTRIES; entry++) {
            if (first[entry] < end[entry] && from < end[entry] && to > first[entry]) {
                boolean whole = from >= first[entry] && to <= end[entry];
                return whole && (machine && !locked(entry) || (configurations[entry] & kind) != 0);
            }
        }
        return machine;
    }

    /** The register pmpcfg of this number: four entries, the lowest in the lowest byte. */
    int configuration(int number) {
        int value = 0;
        for (int at = 0; at < Integer.BYTES; at++) {
            value |= configurations[number * Integer.BYTES + at] << at * Byte.SIZE;
        }
        return value;
    }

    void configure(int number, int value) {
        for (int at = 0; at < Integer.BYTES; at++) {
            int entry = number * Integer.BYTES + at;
            if (!locked(entry)) {
                configurations[entry] = legal(value >>> at * Byte.SIZE & CONFIGURATION, configurations[entry]);
            }
        }
        match();
    }

    int address(int entry) {
        return addresses[entry];
    }

    void address(int entry, int value) {
        int above = entry + 1;
        boolean bounds = above < ENTRIES && locked(above) && matching(above) == TOR;
        if (!locked(entry) && !bounds) {
            addresses[entry] = value;
            match();
        }
    }

    private boolean locked(int entry) {
        return (configurations[entry] & LOCKED) != 0;
    }

    private int matching(int entry) {
        return configurations[entry] >> MATCHING_SHIFT & MATCHING;
    }

    /** Permissions to write but not to read are none that exist: the old ones stay. */
    private static int legal(int configuration, int old) {
        boolean exists = (configuration & (READ | WRITE)) != WRITE;
        return exists ? configuration : configuration & ~PERMISSIONS | old & PERMISSIONS;
    }

    /** Works out what follows from the registers. */
    private void match() {
        machineRestricted = false;
        userRestricted = true;
        boolean before = false;
        for (int entry = 0; entry < ENTRIES; entry++) {
            match(entry);
        }
        for (int entry = 0; entry < ENTRIES; entry++) {
            if (first[entry] < end[entry]) {
                boolean everything = first[entry] == 0 && end[entry] >= EVERYTHING_END;
                boolean free = everything && (configurations[entry] & PERMISSIONS) == PERMISSIONS;
                machineRestricted |= locked(entry) && !free;
                userRestricted = before || !free;
                if (everything) {
                    return;
                }
                before = true;
            }
        }
    }

    private void match(int entry) {
        long address = Integer.toUnsignedLong(addresses[entry]);
        long below = entry == 0 ? 0 : Integer.toUnsignedLong(addresses[entry - 1]);
        // The lowest bit that is zero and all below it.
        long size = address ^ address + 1;
        switch (matching(entry)) {
            case OFF -> range(entry, 0, 0);
            case TOR -> range(entry, below, address);
            case NA4 -> range(entry, address, address + 1);
            default -> range(entry, address & ~size, (address & ~size) + size + 1);
        }
    }

    private void range(int entry, long from, long to) {
        first[entry] = from << ADDRESS_SHIFT;
        end[entry] = to << ADDRESS_SHIFT;
    }

    void save(StateSink sink) {
        for (int entry = 0; entry < ENTRIES; entry++) {
            sink.i32(configurations[entry]);
            sink.i32(addresses[entry]);
        }
    }

    void restore(StateSource source) {
        for (int entry = 0; entry < ENTRIES; entry++) {
            configurations[entry] = source.i32();
            addresses[entry] = source.i32();
        }
        match();
        for (int configuration : configurations) {
            if ((configuration & ~CONFIGURATION) != 0 || legal(configuration, 0) != configuration) {
                throw new StateException("rv32 pmp: expected=legal configurations actual=" + Arrays.toString(configurations));
            }
        }
    }
}
