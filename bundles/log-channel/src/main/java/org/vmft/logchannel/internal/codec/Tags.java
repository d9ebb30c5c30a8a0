package org.vmft.logchannel.internal.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The 64-bit tag that ties frames to what opened their link or file: the first bytes of a SHA-256. */
public final class Tags {
    /** Carried by the hello itself. */
    public static final long HELLO = 0;

    private Tags() {}

    /** The tag of these pieces, one after the other. */
    public static long of(byte[]... pieces) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] piece : pieces) {
                digest.update(piece);
            }
            return new ByteReader(digest.digest()).u64();
        } catch (NoSuchAlgorithmException | FormatException e) {
            throw new IllegalStateException(e);
        }
    }
}
