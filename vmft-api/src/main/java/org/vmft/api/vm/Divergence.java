package org.vmft.api.vm;

/** Where and how a replay left the log: the first entry that did not fit, with both values. */
public record Divergence(long position, long step, String expected, String actual) {
    @Override
    public String toString() {
        return "divergence at position " + position + ", step " + step + ": expected=" + expected + " actual=" + actual;
    }
}
