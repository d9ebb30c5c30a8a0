package org.vmft.isa.riscv32.internal.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;

/**
 * Code to be entered at its first byte: a Linux {@code Image}, whose header says where it goes and how much memory it
 * occupies, or anything else, at the beginning of RAM.
 */
final class FlatImage {
    private static final int HEADER_BYTES = 64;
    private static final int LOAD_OFFSET_AT = 8;
    private static final int MEMORY_BYTES_AT = 16;
    private static final int MAGIC_AT = 56;
    private static final int MAGIC = 0x05435352;
    private static final int GZIP = 0x8b1f;

    private FlatImage() {}

    static Program parse(Image image, RamRange ram) throws BadImageException {
        ByteBuffer file = ByteBuffer.wrap(image.content()).order(ByteOrder.LITTLE_ENDIAN);
        if (file.limit() < Short.BYTES) {
            throw Program.refused(image, "expected an ELF file or a flat image, actual " + file.limit() + " bytes");
        }
        if (Short.toUnsignedInt(file.getShort(0)) == GZIP) {
            throw Program.refused(image, "is compressed; unpack it first");
        }
        boolean linux = file.limit() >= HEADER_BYTES && file.getInt(MAGIC_AT) == MAGIC;
        long offset = linux ? file.getLong(LOAD_OFFSET_AT) : 0;
        long bytes = linux ? Math.max(file.getLong(MEMORY_BYTES_AT), file.limit()) : file.limit();
        if (offset < 0 || offset > ram.bytes() || !ram.contains(ram.base() + offset, bytes)) {
            throw Program.refused(image, bytes + " bytes at " + Program.hex(ram.base() + offset) + " are not within " + ram);
        }
        int address = (int) (ram.base() + offset);
        return new Program(List.of(new Program.Segment(address, 0, file.limit())), address, ram.base() + offset + bytes,
                OptionalInt.empty());
    }
}
