package org.vmft.isa.riscv32.lockstep;

import java.util.List;
import java.util.Random;
import org.vmft.isa.riscv32.lockstep.Stream.Statement;

/** Statements that make interrupts pending and let them in: the timer's by a deadline that is past, or never comes. */
final class InterruptStatements {
    private static final int STORE_BYTE = 0x23;
    private static final int TRANSMITTER_EMPTY = 2;

    private final Random random;
    private final Roles roles;
    private final Emitter code;
    private final boolean machineMode;

    InterruptStatements(Random random, Roles roles, Emitter code, boolean machineMode) {
        this.random = random;
        this.roles = roles;
        this.code = code;
        this.machineMode = machineMode;
    }

    void addTo(List<Statement> deck) {
        deck.add(() -> raised(this::software));
        deck.add(() -> raised(this::timer));
        deck.add(() -> raised(this::external));
        deck.add(() -> raised(() -> {
            software();
            timer();
        }));
    }

    private void raised(Runnable raise) {
        if (!machineMode) {
            raise.run();
            return;
        }
        boolean enabledBefore = random.nextBoolean();
        if (!enabledBefore) {
            new Modes(random, roles, code).disable();
            raise.run();
        }
        code.li(roles.scratch, Modes.INTERRUPTS);
        code.word(Emitter.csrrs(Emitter.ZERO, Emitter.MIE, roles.scratch));
        code.word(Emitter.immediate(0x6073, Emitter.ZERO, Modes.MSTATUS_MIE, Emitter.MSTATUS));
        if (enabledBefore) {
            raise.run();
        }
    }

    private void software() {
        code.word(Emitter.addi(roles.scratch, Emitter.ZERO, random.nextInt(1024) | 1));
        code.word(Emitter.sw(roles.scratch, 0, roles.clint));
    }

    private void timer() {
        code.word(Emitter.sw(Emitter.ZERO, 4, roles.compare));
        code.word(Emitter.sw(Emitter.ZERO, 0, roles.compare));
    }

    /** With no other: the external interrupt comes first, and QEMU 7.2 takes the lowest number first. */
    private void external() {
        code.word(Emitter.sw(Emitter.ZERO, 0, roles.clint));
        code.word(Emitter.addi(roles.scratch, Emitter.ZERO, -1));
        code.word(Emitter.sw(roles.scratch, 4, roles.compare));
        code.word(Emitter.addi(roles.scratch, Emitter.ZERO, TRANSMITTER_EMPTY));
        code.word(Emitter.store(STORE_BYTE, roles.uart, roles.scratch, 1));
    }
}
