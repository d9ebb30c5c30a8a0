package org.vmft.isa.riscv32.internal.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;

/** An executable in the ELF format: 32 bits, little-endian, for RISC-V, linked to fixed addresses. */
final class ElfFile {
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_BYTES = 52;
    private static final int CLASS_AT = 4;
    private static final int CLASS_32 = 1;
    private static final int DATA_AT = 5;
    private static final int LITTLE_ENDIAN = 1;
    private static final int TYPE_AT = 16;
    private static final int EXECUTABLE = 2;
    private static final int MACHINE_AT = 18;
    private static final int RISC_V = 243;
    private static final int ENTRY_AT = 24;
    private static final int SEGMENTS_AT = 28;
    private static final int SECTIONS_AT = 32;
    private static final int SEGMENT_SIZE_AT = 42;
    private static final int SEGMENT_BYTES = 32;
    private static final int LOADED = 1;
    private static final int SECTION_SIZE_AT = 46;
    private static final int SECTION_BYTES = 40;
    private static final int SYMBOL_TABLE = 2;
    private static final int SYMBOL_BYTES = 16;
    private static final String TOHOST = "tohost";
    private static final int TOHOST_BYTES = 8;

    private final Image image;
    private final ByteBuffer file;
    private final RamRange ram;

    private ElfFile(Image image, RamRange ram) {
        this.image = image;
        this.ram = ram;
        file = ByteBuffer.wrap(image.content()).order(ByteOrder.LITTLE_ENDIAN);
    }

    static boolean recognises(Image image) {
        byte[] content = image.content();
        return content.length >= Integer.BYTES
                && ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
    }

    /** @param misalignedMask bits of an instruction's address that must be zero */
    static Program parse(Image image, RamRange ram, int misalignedMask) throws BadImageException {
        ElfFile elf = new ElfFile(image, ram);
        elf.checkHeader();
        return elf.program(misalignedMask);
    }

    private void checkHeader() throws BadImageException {
        if (file.limit() < HEADER_BYTES) {
            throw refused("ELF header: expected " + HEADER_BYTES + " bytes, actual " + file.limit());
        }
        expect("ELF class", CLASS_32, file.get(CLASS_AT));
        expect("ELF byte order", LITTLE_ENDIAN, file.get(DATA_AT));
        expect("ELF machine", RISC_V, half(MACHINE_AT));
        expect("ELF type (executable with fixed addresses)", EXECUTABLE, half(TYPE_AT));
    }

    private Program program(int misalignedMask) throws BadImageException {
        List<Program.Segment> segments = new ArrayList<>();
        long end = ram.base();
        int entry = file.getInt(ENTRY_AT);
        boolean entryLoaded = false;
        Table table = table("program header", SEGMENTS_AT, SEGMENT_SIZE_AT, SEGMENT_BYTES);
        for (int at = 0; at < table.count; at++) {
            int header = table.at(at);
            if (file.getInt(header) == LOADED) {
                long from = word(header + 4);
                long address = word(header + 12);
                long fileBytes = word(header + 16);
                long memoryBytes = word(header + 20);
                if (fileBytes > memoryBytes || from + fileBytes > file.limit()) {
                    throw refused("segment " + at + ": expected " + fileBytes + " bytes at offset " + from
                            + " within the file and the segment, actual file of " + file.limit() + ", segment of " + memoryBytes);
                }
                if (!ram.contains(address, memoryBytes)) {
                    throw refused("segment " + at + ": " + memoryBytes + " bytes at " + Program.hex(address)
                            + " are not within " + ram);
                }
                segments.add(new Program.Segment((int) address, (int) from, (int) fileBytes));
                end = Math.max(end, address + memoryBytes);
                long inSegment = Integer.toUnsignedLong(entry) - address;
                entryLoaded |= inSegment >= 0 && inSegment < fileBytes;
            }
        }
        if (!entryLoaded || (entry & misalignedMask) != 0) {
            throw refused("entry " + Program.hex(Integer.toUnsignedLong(entry)) + " is not an instruction of the image");
        }
        return new Program(segments, entry, end, tohost());
    }

    private OptionalInt tohost() throws BadImageException {
        Table sections = table("section header", SECTIONS_AT, SECTION_SIZE_AT, SECTION_BYTES);
        for (int at = 0; at < sections.count; at++) {
            int header = sections.at(at);
            if (file.getInt(header + 4) == SYMBOL_TABLE) {
                OptionalInt found = tohost(sections, header);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt tohost(Table sections, int symbolTable) throws BadImageException {
        long names = word(symbolTable + 24);
        if (names >= sections.count) {
            throw refused("symbol names: expected one of " + sections.count + " sections, actual number " + names);
        }
        int stringTable = sections.at((int) names);
        long symbols = word(symbolTable + 16);
        long symbolBytes = word(symbolTable + 20);
        long strings = word(stringTable + 16);
        long stringBytes = word(stringTable + 20);
        checkWithinFile("symbol table", symbols, symbolBytes);
        checkWithinFile("symbol names", strings, stringBytes);
        for (long at = symbols; at + SYMBOL_BYTES <= symbols + symbolBytes; at += SYMBOL_BYTES) {
            if (named(strings, stringBytes, word((int) at), TOHOST)) {
                long address = word((int) at + 4);
                if (address % TOHOST_BYTES != 0 || !ram.contains(address, TOHOST_BYTES)) {
                    throw refused(TOHOST + " at " + Program.hex(address) + " is not an aligned doubleword of " + ram);
                }
                return OptionalInt.of((int) address);
            }
        }
        return OptionalInt.empty();
    }

    private boolean named(long strings, long stringBytes, long index, String name) {
        byte[] wanted = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        if (index + wanted.length > stringBytes) {
            return false;
        }
        int from = (int) (strings + index);
        return Arrays.equals(file.array(), from, from + wanted.length, wanted, 0, wanted.length);
    }

    /** Headers of one kind, all of them within the file. */
    private record Table(int from, int entryBytes, int count) {
        int at(int index) {
            return from + index * entryBytes;
        }
    }

    private Table table(String what, int offsetAt, int sizeAt, int entryBytes) throws BadImageException {
        long from = word(offsetAt);
        int count = half(sizeAt + 2);
        if (count > 0) {
            expect(what + " size", entryBytes, half(sizeAt));
            checkWithinFile(what + "s", from, (long) count * entryBytes);
        }
        return new Table((int) from, entryBytes, count);
    }

    private void checkWithinFile(String what, long from, long bytes) throws BadImageException {
        if (from + bytes > file.limit()) {
            throw refused(what + ": expected " + bytes + " bytes at offset " + from + ", actual file of " + file.limit());
        }
    }

    private void expect(String what, int expected, int actual) throws BadImageException {
        if (actual != expected) {
            throw refused(what + ": expected " + expected + ", actual " + actual);
        }
    }

    private int half(int at) {
        return Short.toUnsignedInt(file.getShort(at));
    }

    private long word(int at) {
        return Integer.toUnsignedLong(file.getInt(at));
    }

    private BadImageException refused(String reason) {
        return Program.refused(image, reason);
    }
}
