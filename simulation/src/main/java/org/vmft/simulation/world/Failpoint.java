package org.vmft.simulation.world;

/** Where a process may be made to crash: at the calls of its ports, before they take effect or right after. */
public enum Failpoint {
    BEFORE_APPEND, AFTER_APPEND,
    BEFORE_FLUSH, AFTER_FLUSH,
    BEFORE_ACK, AFTER_ACK,
    BEFORE_SEAL, AFTER_SEAL,
    BEFORE_RELEASE, AFTER_RELEASE,
    BEFORE_DMA, AFTER_DMA,
    BEFORE_CLAIM, AFTER_CLAIM,
    BEFORE_GRANT, AFTER_GRANT,
    BEFORE_CUTOVER, AFTER_CUTOVER
}
