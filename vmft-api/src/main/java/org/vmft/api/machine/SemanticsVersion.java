package org.vmft.api.machine;

/**
 * Names what a guest can observe of an instruction set. Two implementations with equal versions execute every program
 * to the same state at the same step, so either side of a pair may exchange one for the other alone.
 */
public record SemanticsVersion(int major, int minor) {
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
