package org.vmft.api.network;

/** By what a switch tells a survivor from a stale primary; ordered by incarnation, then generation. */
public record FenceTag(String vm, long incarnation, long generation) {
    /** Whether a port bound to this tag must close when {@code other} appears. */
    public boolean yieldsTo(FenceTag other) {
        return vm.equals(other.vm) && (incarnation < other.incarnation
                || incarnation == other.incarnation && generation < other.generation);
    }
}
