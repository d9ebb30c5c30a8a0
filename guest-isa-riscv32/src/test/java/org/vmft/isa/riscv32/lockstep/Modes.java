package org.vmft.isa.riscv32.lockstep;

import java.util.Random;

/** Goes from machine to user mode and back. Interrupts are off while mepc and mstatus are being prepared. */
final class Modes {
    static final int MRET = 0x30200073;
    static final int ECALL = 0x00000073;
    static final int MSTATUS_MIE = 1 << 3;
    static final int MSTATUS_MPIE = 1 << 7;
    static final int MSTATUS_MPP = 0x1800;
    static final int MSTATUS_TW = 1 << 21;
    static final int INTERRUPTS = 0x888;

    private final Random random;
    private final Roles roles;
    private final Emitter code;

    Modes(Random random, Roles roles, Emitter code) {
        this.random = random;
        this.roles = roles;
        this.code = code;
    }

    /** With TW, so that WFI traps: nothing but the passing of time would end its waiting in user mode. */
    void toUser() {
        disable();
        code.li(roles.scratch, MSTATUS_MPP | (random.nextBoolean() ? MSTATUS_MPIE : 0));
        code.word(Emitter.csrrc(Emitter.ZERO, Emitter.MSTATUS, roles.scratch));
        code.li(roles.scratch, MSTATUS_TW);
        code.word(Emitter.csrrs(Emitter.ZERO, Emitter.MSTATUS, roles.scratch));
        code.li(roles.scratch, INTERRUPTS);
        code.word(Emitter.csrrs(Emitter.ZERO, Emitter.MIE, roles.scratch));
        leave();
    }

    /** From machine mode to the same. */
    void again() {
        disable();
        code.li(roles.scratch, MSTATUS_MPP);
        code.word(Emitter.csrrs(Emitter.ZERO, Emitter.MSTATUS, roles.scratch));
        leave();
    }

    void toMachine() {
        code.word(Emitter.addi(roles.upwards, Emitter.ZERO, 1));
        code.word(ECALL);
    }

    void disable() {
        code.word(Emitter.immediate(0x7073, Emitter.ZERO, MSTATUS_MIE, Emitter.MSTATUS));
    }

    private void leave() {
        code.word(0x17 | roles.scratch << 7);
        code.word(Emitter.addi(roles.scratch, roles.scratch, 16));
        code.word(Emitter.csrrw(Emitter.ZERO, Emitter.MEPC, roles.scratch));
        code.word(MRET);
    }
}
