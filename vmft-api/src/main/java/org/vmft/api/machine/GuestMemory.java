package org.vmft.api.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Guest RAM, addressed by offset from its first byte, little-endian, with one byte of flags for each page.
 *
 * <p>A page's flags say that it changed since the last clone round and since the last digest, and that it holds code
 * that was decoded. A store may skip all marking when the page's flags equal {@link #MARKED}; every other value means
 * that the fast path is off and {@link #mark} must be called. Offsets outside the memory are the caller's error and
 * throw {@link IndexOutOfBoundsException}: a machine checks guest addresses first.
 *
 * <p>Not thread-safe: the virtual machine's thread is the only caller.
 */
public final class GuestMemory {
    public static final int PAGE_BYTES = 4096;
    public static final byte CLONE_DIRTY = 1;
    public static final byte DIGEST_DIRTY = 2;
    public static final byte CODE = 4;
    /** Flags of a page to which stores need no further marking. */
    public static final byte MARKED = CLONE_DIRTY | DIGEST_DIRTY;

    private static final int PAGE_SHIFT = 12;
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Told of stores to pages marked as code, so that what was decoded from them can be dropped. */
    @FunctionalInterface
    public interface CodeWatch {
        /** The page's content is about to change; its CODE flag has been cleared. */
        void codeChanging(int page);
    }

    private final byte[] bytes;
    private final byte[] flags;
    private final long[] pageDigests;
    private long digest;
    private CodeWatch codeWatch = page -> { };

    public GuestMemory(int size) {
        if (size <= 0 || size % PAGE_BYTES != 0) {
            throw new IllegalArgumentException(
                    "size: expected a positive multiple of " + PAGE_BYTES + ", actual " + size);
        }
        bytes = new byte[size];
        flags = new byte[size >>> PAGE_SHIFT];
        pageDigests = new long[flags.length];
        Arrays.fill(flags, MARKED);
    }

    public int size() {
        return bytes.length;
    }

    /** The RAM itself, for a translator's emitted accesses; whoever writes to it obeys the flags. */
    public byte[] bytes() {
        return bytes;
    }

    /** The flags, one byte for each page, for a translator's emitted accesses. */
    public byte[] flags() {
        return flags;
    }

    public void watchCode(CodeWatch watch) {
        codeWatch = Objects.requireNonNull(watch);
    }

    /** Marks the page that holds {@code offset} as decoded: the next store to it calls the {@link CodeWatch}. */
    public void markCode(int offset) {
        flags[offset >>> PAGE_SHIFT] |= CODE;
    }

    public byte load8(int offset) {
        return bytes[offset];
    }

    public short load16(int offset) {
        return (short) SHORTS.get(bytes, offset);
    }

    public int load32(int offset) {
        return (int) INTS.get(bytes, offset);
    }

    public void store8(int offset, byte value) {
        mark(offset);
        bytes[offset] = value;
    }

    public void store16(int offset, short value) {
        Objects.checkFromIndexSize(offset, Short.BYTES, bytes.length);
        mark(offset);
        mark(offset + Short.BYTES - 1);
        SHORTS.set(bytes, offset, value);
    }

    public void store32(int offset, int value) {
        Objects.checkFromIndexSize(offset, Integer.BYTES, bytes.length);
        mark(offset);
        mark(offset + Integer.BYTES - 1);
        INTS.set(bytes, offset, value);
    }

    /** Copies guest bytes out. */
    public byte[] read(int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Copies host bytes in, as a device does: pages are marked and decoded code is dropped like for any store. */
    public void write(int offset, byte[] source, int from, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return;
        }
        for (int page = offset >>> PAGE_SHIFT; page <= offset + length - 1 >>> PAGE_SHIFT; page++) {
            mark(page << PAGE_SHIFT);
        }
        System.arraycopy(source, from, bytes, offset, length);
    }

    /** Marks the page of {@code offset} as changed; to be called before the store. */
    public void mark(int offset) {
        int page = offset >>> PAGE_SHIFT;
        byte old = flags[page];
        if (old != MARKED) {
            flags[page] = MARKED;
            if ((old & CODE) != 0) {
                codeWatch.codeChanging(page);
            }
        }
    }

    /** Sum over all pages of H(page number, content) mod 2^64; independent of when pages were marked. */
    public long digest() {
        digestAhead(0, flags.length);
        return digest;
    }

    /**
     * Does some of the work of {@link #digest} before it is asked for: that of the changed pages from {@code page} on, so many
     * at most.
     *
     * @return the page to go on with, the number of pages at the end
     */
    public int digestAhead(int page, int pagesMax) {
        int at = page;
        for (int done = 0; at < flags.length && done < pagesMax; at++) {
            if ((flags[at] & DIGEST_DIRTY) != 0) {
                flags[at] &= ~DIGEST_DIRTY;
                long fresh = Mix.finish(Mix.bytes(Mix.step(0, at + 1L), bytes, at << PAGE_SHIFT, PAGE_BYTES));
                digest += fresh - pageDigests[at];
                pageDigests[at] = fresh;
                done++;
            }
        }
        return at;
    }

    /** Page numbers changed since the last call, ascending; begins a new clone round. */
    public int[] takeCloneDirtyPages() {
        int[] pages = new int[flags.length];
        int count = 0;
        for (int page = 0; page < flags.length; page++) {
            if ((flags[page] & CLONE_DIRTY) != 0) {
                flags[page] &= ~CLONE_DIRTY;
                pages[count++] = page;
            }
        }
        return Arrays.copyOf(pages, count);
    }
}
