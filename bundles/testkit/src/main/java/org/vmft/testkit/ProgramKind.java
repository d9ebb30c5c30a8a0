package org.vmft.testkit;

/**
 * The guest programs that {@link MachineContract} runs. Those that take interrupts have enabled them, and have nothing
 * else left to prepare, before step {@link MachineContract#READY_STEP}.
 */
public enum ProgramKind {
    /**
     * Runs on for ever with everything there is: all registers, stores of every size, calls, traps, reads of the clock,
     * random bits, output, interrupts of the timer and of devices with their inputs, and waiting for them now and then.
     */
    BUSY,
    /** Sets the timer to {@link MachineContract#TIMER_TIME} and runs in a loop; takes no other interrupt. */
    TIMER,
    /** Takes interrupts of the device that is given {@link MachineContract#input inputs}, and runs in a loop. */
    LINE,
    /** Sets the timer to {@link MachineContract#TIMER_TIME} and waits for its interrupt; does so again after each. */
    WAIT,
    /** Ends with the exit code {@link MachineContract#EXIT_CODE}. */
    HALT,
    /**
     * Changes its own code in every way there is (in the same page just ahead, in another page, what was executed
     * before) and ends with exit code 0 when each change was seen by the next execution, else with another one.
     */
    SELF_MODIFYING
}
