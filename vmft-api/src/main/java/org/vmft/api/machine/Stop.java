package org.vmft.api.machine;

/** Why {@link Machine#run} returned, in order of precedence when several hold. Always between two steps. */
public enum Stop {
    /** The guest ended; it executes no further step. {@link Machine#exitCode()} is defined. */
    HALTED,
    /** The hart waits for an interrupt and none is pending. The step that began the wait has retired. */
    IDLE,
    /** {@link Machine#requestStop()} was called during the last step. */
    DEVICE_STOP,
    /** The requested step was reached. */
    REACHED
}
