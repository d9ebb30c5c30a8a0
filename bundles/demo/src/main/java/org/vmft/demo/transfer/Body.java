package org.vmft.demo.transfer;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vmft.api.machine.GuestService;

/** What {@link GuestService#BYTES} answers, and what is sent to it: as many bytes, from the same seed. */
final class Body extends InputStream {
    private final ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).position(Integer.BYTES);
    private long left;
    private int state;

    Body(long bytes, int seed) {
        left = bytes;
        state = seed;
    }

    @Override
    public int read() {
        if (left == 0) {
            return -1;
        }
        left--;
        if (!word.hasRemaining()) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            word.clear().putInt(state).flip();
        }
        return word.get() & 0xff;
    }
}
