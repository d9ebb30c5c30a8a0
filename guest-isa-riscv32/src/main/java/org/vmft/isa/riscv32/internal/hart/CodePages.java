package org.vmft.isa.riscv32.internal.hart;

import java.util.Arrays;
import org.vmft.api.machine.GuestMemory;
import org.vmft.isa.riscv32.internal.code.Decoded;
import org.vmft.isa.riscv32.internal.code.Decoder;

/**
 * Instructions decoded once, page by page, one entry for each halfword. A store to the page makes its entries unread
 * again, in the same array: whoever holds it sees the change, so that fetching is always coherent with stores.
 */
public final class CodePages {
    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_MASK = GuestMemory.PAGE_BYTES - 1;
    private static final int PAGE_ENTRIES = GuestMemory.PAGE_BYTES / Short.BYTES;

    private static final class Page {
        private final long[] entries = new long[PAGE_ENTRIES];
        /** Only entries from here on and before {@link #end} have been read. */
        private int first = PAGE_ENTRIES;
        private int end;

        void put(int index, long decoded) {
            entries[index] = decoded;
            first = Math.min(first, index);
            end = Math.max(end, index + 1);
        }

        void forget() {
            if (first < end) {
                Arrays.fill(entries, first, end, Decoded.UNREAD);
                first = PAGE_ENTRIES;
                end = 0;
            }
        }
    }

    private final GuestMemory memory;
    private final int ramBase;
    private final Decoder decoder;
    private final Page[] pages;

    public CodePages(GuestMemory memory, int ramBase, Decoder decoder) {
        this.memory = memory;
        this.ramBase = ramBase;
        this.decoder = decoder;
        pages = new Page[memory.size() >>> PAGE_SHIFT];
        memory.watchCode(page -> pages[page].forget());
    }

    boolean holds(int pc) {
        return pc - ramBase >>> PAGE_SHIFT < pages.length;
    }

    /** Entries of the page that holds {@code pc}; those not yet decoded are {@link Decoded#UNREAD}. */
    long[] entries(int pc) {
        int number = pc - ramBase >>> PAGE_SHIFT;
        if (pages[number] == null) {
            pages[number] = new Page();
        }
        return pages[number].entries;
    }

    /** The instruction at {@code pc}, wherever that is. */
    long at(int pc) {
        if (!holds(pc)) {
            return Decoded.fetchFault(pc);
        }
        long decoded = entries(pc)[(pc & PAGE_MASK) / Short.BYTES];
        return decoded == Decoded.UNREAD ? read(pc) : decoded;
    }

    /** Decodes the instruction at {@code pc}; one that continues on the next page is not kept. */
    long read(int pc) {
        int offset = pc - ramBase;
        int half = memory.load16(offset) & 0xffff;
        boolean whole = decoder.length(half) == Integer.BYTES;
        if (whole && offset + Short.BYTES >= memory.size()) {
            return Decoded.fetchFault(pc + Short.BYTES);
        }
        long decoded = decoder.decode(whole ? half | memory.load16(offset + Short.BYTES) << Short.SIZE : half);
        int inPage = offset & PAGE_MASK;
        if (inPage + Decoded.length(decoded) <= GuestMemory.PAGE_BYTES) {
            memory.markCode(offset);
            pages[offset >>> PAGE_SHIFT].put(inPage / Short.BYTES, decoded);
        }
        return decoded;
    }

    /** The bits of the instruction at {@code pc}, which was fetched before, as mtval reports them. */
    int bits(int pc) {
        int offset = pc - ramBase;
        int half = memory.load16(offset) & 0xffff;
        return decoder.length(half) == Short.BYTES ? half : half | memory.load16(offset + Short.BYTES) << Short.SIZE;
    }

    public void forgetAll() {
        for (Page page : pages) {
            if (page != null) {
                page.forget();
            }
        }
    }
}
