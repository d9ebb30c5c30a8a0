package org.vmft.isa.riscv32.internal.boot;

import java.util.List;
import java.util.OptionalInt;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;

/**
 * A guest program and where it goes; addresses are of the bus.
 *
 * @param end first address after everything the program occupies, memory without content included
 * @param tohost address of the HTIF doubleword, if the program has one
 */
record Program(List<Segment> segments, int entry, long end, OptionalInt tohost) {
    /** {@code length} bytes of the file from {@code from} on, at {@code address}. */
    record Segment(int address, int from, int length) {}

    static BadImageException refused(Image image, String reason) {
        return new BadImageException(image.name() + ": " + reason);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
