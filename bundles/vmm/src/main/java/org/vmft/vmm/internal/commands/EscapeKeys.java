package org.vmft.vmm.internal.commands;

import java.util.Arrays;

/** Ctrl-A x, typed at a terminal that passes every key on, leaves; Ctrl-A twice is one for the guest. */
final class EscapeKeys {
    private static final byte ESCAPE = 1;
    private static final byte LEAVE = 'x';

    private boolean escaped;
    private volatile boolean leaving;

    /** What is left for the guest. */
    byte[] filter(byte[] typed) {
        byte[] kept = new byte[typed.length + 1];
        int count = 0;
        for (byte key : typed) {
            if (leaving) {
                break;
            }
            if (!escaped && key == ESCAPE) {
                escaped = true;
                continue;
            }
            leaving = escaped && key == LEAVE;
            if (!leaving) {
                if (escaped && key != ESCAPE) {
                    kept[count++] = ESCAPE;
                }
                kept[count++] = key;
            }
            escaped = false;
        }
        return Arrays.copyOf(kept, count);
    }

    boolean leaving() {
        return leaving;
    }
}
