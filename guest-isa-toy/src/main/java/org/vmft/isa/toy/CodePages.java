package org.vmft.isa.toy;

import java.util.Arrays;
import org.vmft.api.machine.GuestMemory;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Op;

/**
 * Instructions checked once, page by page, so that the interpreter need not check them at each execution. An entry is
 * the instruction word, {@code ILLEGAL} for an illegal one, or {@link #UNREAD}. A store to the page makes all its
 * entries unread again, in the same array: whoever holds it sees the change.
 */
final class CodePages {
    /** Opcode of entries whose word must be read from memory first; no instruction has it. */
    static final int UNREAD_OP = 0xff;
    static final int UNREAD = UNREAD_OP << 24;

    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_WORDS = GuestMemory.PAGE_BYTES / Instruction.BYTES;

    private final GuestMemory memory;
    private final int[][] pages;

    CodePages(GuestMemory memory) {
        this.memory = memory;
        pages = new int[memory.size() >>> PAGE_SHIFT][];
        memory.watchCode(this::forget);
    }

    boolean holds(int pc) {
        return pc >>> PAGE_SHIFT < pages.length;
    }

    /** The page's entries, one for each word. */
    int[] page(int pc) {
        int page = pc >>> PAGE_SHIFT;
        if (pages[page] == null) {
            pages[page] = new int[PAGE_WORDS];
            Arrays.fill(pages[page], UNREAD);
        }
        return pages[page];
    }

    void read(int pc) {
        int word = memory.load32(pc);
        memory.markCode(pc);
        page(pc)[(pc & GuestMemory.PAGE_BYTES - 1) / Instruction.BYTES] =
                Instruction.decode(word).isPresent() ? word : Op.ILLEGAL << 24;
    }

    private void forget(int page) {
        if (pages[page] != null) {
            Arrays.fill(pages[page], UNREAD);
        }
    }
}
