package org.vmft.api.machine;

/**
 * Something that a guest wants of its disk. Requests of one machine are performed in the order in which they are made; one
 * that was made again, as after going live, changes nothing by that.
 */
public sealed interface DiskRequest {
    /** Most bytes of one read or write, so that a completion fits a flush of the log. */
    int BYTES_MAX = 64 << 10;
    /** Offsets and lengths are multiples of it. */
    int SECTOR_BYTES = 512;

    /** Dense from 1 within an incarnation. */
    long id();

    record Read(long id, long offset, int length) implements DiskRequest {}

    /** The array is the bounce buffer: it belongs to the request and does not change. */
    record Write(long id, long offset, byte[] bytes) implements DiskRequest {}

    /** All writes before it are to survive a loss of power once it has completed. */
    record Flush(long id) implements DiskRequest {}
}
