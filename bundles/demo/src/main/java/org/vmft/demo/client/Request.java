package org.vmft.demo.client;

import java.nio.ByteBuffer;

/** A request to the guest's server; a payload has at most 1000 bytes. */
record Request(int client, long id, byte[] payload) {
    private static final int MAGIC = 0x56524551; // VREQ

    byte[] encode() {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES + Integer.BYTES + payload.length)
                .putInt(MAGIC).putLong(id).putInt(client).put(payload).array();
    }
}
