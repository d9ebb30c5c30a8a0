package org.vmft.vmm;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** Saved guest memory: a bitmap of the pages that are not zero, and their content compressed one after the other. */
final class MemoryPages {
    private static final int STATE_VERSION = 1;
    private static final int PAGE_BYTES = GuestMemory.PAGE_BYTES;
    private static final byte[] ZERO_PAGE = new byte[PAGE_BYTES];

    private final int size;
    private final byte[] present;
    private final byte[] packed;

    private MemoryPages(int size, byte[] present, byte[] packed) {
        this.size = size;
        this.present = present;
        this.packed = packed;
    }

    static void save(GuestMemory memory, StateSink sink) {
        byte[] present = presentPages(memory.bytes());
        sink.section("memory", STATE_VERSION);
        sink.i32(memory.size());
        sink.bytes(present);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            byte[] packed = new byte[PAGE_BYTES];
            int length = 0;
            for (int page = 0; page < memory.size() / PAGE_BYTES; page++) {
                if (!has(present, page)) {
                    continue;
                }
                deflater.setInput(memory.bytes(), page * PAGE_BYTES, PAGE_BYTES);
                while (!deflater.needsInput()) {
                    packed = roomAfter(packed, length);
                    length += deflater.deflate(packed, length, packed.length - length);
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                packed = roomAfter(packed, length);
                length += deflater.deflate(packed, length, packed.length - length);
            }
            sink.bytes(packed, 0, length);
        } finally {
            deflater.end();
        }
    }

    /** Reads what fits a memory of this size, before any such memory is reserved. */
    static MemoryPages read(StateSource source, int ramBytes) {
        source.section("memory", STATE_VERSION);
        int size = source.i32();
        if (size != ramBytes) {
            throw new StateException("memory size: expected=" + ramBytes + " actual=" + size);
        }
        int bitmapBytes = (size / PAGE_BYTES + 7) / 8;
        byte[] present = source.bytes(bitmapBytes);
        if (present.length != bitmapBytes) {
            throw new StateException("page bitmap: expected=" + bitmapBytes + " bytes actual=" + present.length);
        }
        // What does not compress grows by less than an eighth.
        long packedMax = size + size / 8L + PAGE_BYTES;
        return new MemoryPages(size, present, source.bytes((int) Math.min(Integer.MAX_VALUE, packedMax)));
    }

    /** Fills a memory of the same size that is all zero. */
    void fill(GuestMemory memory) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            for (int page = 0; page < size / PAGE_BYTES; page++) {
                if (has(present, page)) {
                    inflatePage(inflater, memory.bytes(), page);
                }
            }
            if (inflater.inflate(new byte[1]) != 0 || !inflater.finished() || inflater.getRemaining() != 0) {
                throw new StateException("memory: expected=end of compressed pages actual=more bytes");
            }
        } catch (DataFormatException damaged) {
            throw new StateException("memory: expected=compressed pages actual=" + damaged.getMessage());
        } finally {
            inflater.end();
        }
    }

    private static void inflatePage(Inflater inflater, byte[] ram, int page) throws DataFormatException {
        int filled = 0;
        while (filled < PAGE_BYTES) {
            int count = inflater.inflate(ram, page * PAGE_BYTES + filled, PAGE_BYTES - filled);
            if (count == 0) {
                throw new StateException("page " + page + ": expected=" + PAGE_BYTES + " bytes actual=" + filled);
            }
            filled += count;
        }
    }

    private static byte[] presentPages(byte[] ram) {
        int pages = ram.length / PAGE_BYTES;
        byte[] present = new byte[(pages + 7) / 8];
        for (int page = 0; page < pages; page++) {
            int from = page * PAGE_BYTES;
            if (!Arrays.equals(ram, from, from + PAGE_BYTES, ZERO_PAGE, 0, PAGE_BYTES)) {
                present[page / 8] |= (byte) (1 << page % 8);
            }
        }
        return present;
    }

    private static boolean has(byte[] present, int page) {
        return (present[page / 8] >> page % 8 & 1) != 0;
    }

    private static byte[] roomAfter(byte[] buffer, int length) {
        return length < buffer.length ? buffer : Arrays.copyOf(buffer, buffer.length * 2);
    }
}
