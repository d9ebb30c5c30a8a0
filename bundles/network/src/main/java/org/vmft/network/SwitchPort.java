package org.vmft.network;

/** One port of a {@link SwitchServer}, in its thread. */
interface SwitchPort {
    /** Queues a frame that came in on port {@code source}, or drops and counts it. Must not call back. */
    void deliver(int source, byte[] frame);

    /** Forgets what is queued of port {@code source}; returns how many frames that were. */
    int purge(int source);

    /** Writes what is queued as far as that goes without blocking. */
    void flush();

    long dropped();

    /** Idempotent. */
    void close();
}
