package org.vmft.simulation.world;

/**
 * Where something may be made to happen to a process: at the calls of its ports, before they take effect or right after.
 * SEAL, CLAIM and GRANT are passed in a failover only, STATE and CUTOVER in a join.
 */
public enum Failpoint {
    BEFORE_APPEND, AFTER_APPEND,
    BEFORE_FLUSH, AFTER_FLUSH,
    BEFORE_ACK, AFTER_ACK,
    BEFORE_RELEASE, AFTER_RELEASE,
    BEFORE_DMA, AFTER_DMA,
    BEFORE_SEAL, AFTER_SEAL,
    BEFORE_CLAIM, AFTER_CLAIM,
    BEFORE_GRANT, AFTER_GRANT,
    BEFORE_STATE, AFTER_STATE,
    BEFORE_CUTOVER, AFTER_CUTOVER;

    Failpoint after() {
        return values()[ordinal() + 1];
    }

    boolean inFailover() {
        return compareTo(BEFORE_SEAL) >= 0 && compareTo(AFTER_GRANT) <= 0;
    }

    /** Whoever passes there is often the last that can go on. */
    boolean mayBeFatal() {
        return compareTo(BEFORE_GRANT) >= 0;
    }

    boolean inJoin() {
        return compareTo(BEFORE_STATE) >= 0;
    }
}
