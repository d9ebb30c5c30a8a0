package org.vmft.api.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 64-bit mixing function behind every digest: a multiply and a xor-shift for each word, little-endian. */
final class Mix {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0xff51afd7ed558ccdL;
    private static final long SECOND = 0xc4ceb9fe1a85ec53L;

    private Mix() {}

    static long step(long state, long word) {
        long mixed = (state ^ word) * FIRST;
        return mixed ^ mixed >>> 32;
    }

    static long finish(long state) {
        long mixed = state * SECOND;
        return mixed ^ mixed >>> 29;
    }

    static long bytes(long seed, byte[] content, int offset, int length) {
        long state = seed;
        int end = offset + length;
        int at = offset;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            state = step(state, (long) LONGS.get(content, at));
        }
        for (; at < end; at++) {
            state = step(state, content[at] & 0xffL);
        }
        return state;
    }
}
