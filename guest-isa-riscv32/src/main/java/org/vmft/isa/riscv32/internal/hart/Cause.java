package org.vmft.isa.riscv32.internal.hart;

/** Numbers of exceptions and interrupts, as in mcause. */
public final class Cause {
    public static final int INSTRUCTION_MISALIGNED = 0;
    public static final int INSTRUCTION_ACCESS = 1;
    public static final int ILLEGAL_INSTRUCTION = 2;
    public static final int BREAKPOINT = 3;
    public static final int LOAD_MISALIGNED = 4;
    public static final int LOAD_ACCESS = 5;
    public static final int STORE_MISALIGNED = 6;
    public static final int STORE_ACCESS = 7;
    public static final int CALL_FROM_USER = 8;
    public static final int CALL_FROM_MACHINE = 11;

    public static final int MACHINE_SOFTWARE = 3;
    public static final int MACHINE_TIMER = 7;
    public static final int MACHINE_EXTERNAL = 11;
    /** Set in mcause for interrupts. */
    public static final int INTERRUPT = 0x80000000;

    private Cause() {}

    /** Of the interrupts in the mask the one that is taken: external before software before timer. */
    public static int first(int interrupts) {
        if ((interrupts & 1 << MACHINE_EXTERNAL) != 0) {
            return MACHINE_EXTERNAL;
        }
        return (interrupts & 1 << MACHINE_SOFTWARE) != 0 ? MACHINE_SOFTWARE : MACHINE_TIMER;
    }
}
