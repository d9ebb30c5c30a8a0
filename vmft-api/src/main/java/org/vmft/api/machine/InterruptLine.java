package org.vmft.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/** A level-triggered interrupt input of the instruction set's controller. */
@ConsumerType
@FunctionalInterface
public interface InterruptLine {
    /** Takes effect at the next step. Setting the level it already has changes nothing. */
    void set(boolean raised);
}
