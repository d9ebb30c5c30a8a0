package org.vmft.demo.client;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An answer of the guest's server.
 *
 * @param counter number of this request among all that the server took, from 1
 * @param hash the server's hash chain up to this request
 */
public record Answer(long id, int client, long counter, long hash, int payloadLength) {
    static final int BYTES = 36;
    private static final int MAGIC = 0x56524550; // VREP

    /** Empty when the datagram is anything else. */
    public static Optional<Answer> decode(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        if (datagram.length != BYTES || in.getInt() != MAGIC) {
            return Optional.empty();
        }
        return Optional.of(new Answer(in.getLong(), in.getInt(), in.getLong(), in.getLong(), in.getInt()));
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES).putInt(MAGIC).putLong(id).putInt(client).putLong(counter).putLong(hash)
                .putInt(payloadLength).array();
    }
}
