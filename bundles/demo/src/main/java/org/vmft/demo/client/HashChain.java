package org.vmft.demo.client;

import java.nio.ByteBuffer;

/** The chain that a server of this protocol keeps over all requests: FNV-1a 64 over last hash, client, id, payload. */
final class HashChain {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private HashChain() {}

    static long next(long previous, int client, long id, byte[] payload) {
        byte[] hashed = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Long.BYTES + payload.length)
                .putLong(previous).putInt(client).putLong(id).put(payload).array();
        long hash = OFFSET_BASIS;
        for (byte value : hashed) {
            hash = (hash ^ value & 0xff) * PRIME;
        }
        return hash;
    }
}
