package org.vmft.demo.transfer;

/**
 * One TCP connection between forwarder and guest, as captured at the switch.
 *
 * @param opens different first segments of the forwarder: one, if it is one connection
 * @param accepts different answers of the guest to them
 * @param bytesToGuest of its stream, without a gap, counted from its first
 * @param bytesFromGuest likewise
 * @param resets segments that reset it
 */
public record Connection(int opens, int accepts, long bytesToGuest, long bytesFromGuest, int resets) {
    public static final Connection NONE = new Connection(0, 0, 0, 0, 0);

    /** Opened once, accepted once, never reset, and sequence numbers that go on from first to last. */
    public boolean whole(long bytes) {
        return opens == 1 && accepts == 1 && resets == 0 && Math.max(bytesToGuest, bytesFromGuest) >= bytes;
    }
}
