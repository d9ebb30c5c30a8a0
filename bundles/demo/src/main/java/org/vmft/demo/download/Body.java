package org.vmft.demo.download;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vmft.api.machine.GuestService;

/** What {@link GuestService#BYTES} answers. */
final class Body {
    private static final int CHUNK_BYTES = 1 << 16;

    private Body() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** SHA-256 in hexadecimal digits. */
    static String checksum(long bytes, int seed) {
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int state = seed;
        for (long left = bytes; left > 0; left -= chunk.limit()) {
            chunk.clear();
            while (chunk.hasRemaining()) {
                state ^= state << 13;
                state ^= state >>> 17;
                state ^= state << 5;
                chunk.putInt(state);
            }
            chunk.flip().limit((int) Math.min(left, CHUNK_BYTES));
            digest.update(chunk.duplicate());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
