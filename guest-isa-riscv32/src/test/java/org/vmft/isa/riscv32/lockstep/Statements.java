package org.vmft.isa.riscv32.lockstep;

import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.vmft.isa.riscv32.lockstep.Stream.Statement;

/** Statements that make every 32-bit instruction retire. */
final class Statements {
    static final int[] REGISTER = {0x00000033, 0x40000033, 0x00001033, 0x00002033, 0x00003033, 0x00004033, 0x00005033, 0x40005033,
        0x00006033, 0x00007033, 0x02000033, 0x02001033, 0x02002033, 0x02003033, 0x02004033, 0x02005033, 0x02006033, 0x02007033};
    static final int[] IMMEDIATE = {0x0013, 0x2013, 0x3013, 0x4013, 0x6013, 0x7013};
    static final int[] SHIFT = {0x00001013, 0x00005013, 0x40005013};
    static final int[] LOAD = {0x0003, 0x1003, 0x2003, 0x4003, 0x5003};
    static final int[] STORE = {0x0023, 0x1023, 0x2023};
    static final int[] BRANCH = {0x0063, 0x1063, 0x4063, 0x5063, 0x6063, 0x7063};
    static final int[] ATOMIC = {0x0800202f, 0x0000202f, 0x2000202f, 0x6000202f, 0x4000202f, 0x8000202f, 0xa000202f, 0xc000202f,
        0xe000202f};
    static final int[] CONTROL = {0x1073, 0x2073, 0x3073, 0x5073, 0x6073, 0x7073};
    static final int LOAD_RESERVED = 0x1000202f;
    static final int STORE_CONDITIONAL = 0x1800202f;
    static final int JALR = 0x0067;
    static final int AUIPC = 0x17;
    private static final int LUI = 0x37;
    private static final int WFI = 0x10500073;
    private static final int CYCLE = 0xc00;
    private static final int[] FIXED_CSRS = {0x301, 0xf14, 0x344};
    private static final int ORDERING_BITS = 3 << 25;
    private static final int FAR_MAX = 4000;

    private final Random random;
    private final Roles roles;
    private final Emitter code;
    private final boolean machineMode;

    Statements(Random random, Roles roles, Emitter code, boolean machineMode) {
        this.random = random;
        this.roles = roles;
        this.code = code;
        this.machineMode = machineMode;
    }

    void addTo(List<Statement> deck) {
        for (int match : REGISTER) {
            deck.add(() -> compute(Emitter.register(match, free(), free(), free())));
        }
        for (int match : IMMEDIATE) {
            deck.add(() -> compute(Emitter.immediate(match, free(), free(), random.nextInt(4096))));
        }
        for (int match : SHIFT) {
            deck.add(() -> compute(Emitter.immediate(match, free(), free(), random.nextInt(32))));
        }
        deck.add(() -> compute(LUI | free() << 7 | random.nextInt() & ~0xfff));
        deck.add(() -> compute(AUIPC | free() << 7 | random.nextInt() & ~0xfff));
        deck.add(() -> code.word(0x0000000f | random.nextInt() & ~0x707f));
        deck.add(() -> code.word(0x0000100f | random.nextInt() & ~0x707f));
        for (int match : LOAD) {
            deck.add(() -> load(match));
        }
        for (int match : STORE) {
            deck.add(() -> store(match));
        }
        for (int match : ATOMIC) {
            deck.add(() -> atomic(match));
        }
        deck.add(() -> atomic(LOAD_RESERVED));
        deck.add(this::reserveAndStore);
        for (int match : BRANCH) {
            deck.add(() -> branch(match));
        }
        deck.add(this::jump);
        deck.add(this::jumpRegister);
        deck.add(this::storeCode);
        controls(deck);
    }

    private void controls(List<Statement> deck) {
        for (int match : CONTROL) {
            boolean replaces = (match & 0x3000) == 0x1000;
            if (machineMode) {
                deck.add(() -> control(match));
            } else if (!replaces) {
                deck.add(() -> code.word(Emitter.immediate(match, Emitter.ZERO, Emitter.ZERO, CYCLE)));
            }
        }
        if (machineMode) {
            deck.add(this::waitForInterrupt);
            deck.add(() -> new Modes(random, roles, code).again());
        }
    }

    private int free() {
        return Operands.pick(roles.free, random);
    }

    private void compute(int word) {
        if (random.nextInt(3) == 0) {
            int register = free();
            if (register != Emitter.ZERO) {
                code.li(register, Operands.edge(random));
            }
        }
        code.word(word);
    }

    /** A base and an offset from it, so that the access is within RAM. */
    private int[] address() {
        return switch (random.nextInt(5)) {
            case 0 -> new int[] {roles.data, random.nextInt(1024) - 512};
            case 1 -> new int[] {roles.data2, 4 * (random.nextInt(256) - 128)};
            case 2 -> new int[] {roles.dataOdd, random.nextInt(64) - 32};
            case 3 -> new int[] {roles.ramEnd, -4 - 4 * random.nextInt(16)};
            default -> {
                code.word(Emitter.addi(roles.scratch, roles.data, random.nextInt(1024) - 512));
                yield new int[] {roles.scratch, 0};
            }
        };
    }

    private void load(int match) {
        int[] address = address();
        int rd = address[0] == roles.scratch && random.nextBoolean() ? roles.scratch : free();
        code.word(Emitter.immediate(match, rd, address[0], address[1]));
    }

    /** Reads most of what it stored back. */
    private void store(int match) {
        int[] address = address();
        code.word(Emitter.store(match, address[0], random.nextInt(8) == 0 ? roles.scratch : free(), address[1]));
        if (random.nextInt(3) > 0) {
            code.word(Emitter.immediate(Operands.pick(LOAD, random), free(), address[0], address[1]));
        }
    }

    private void atomic(int match) {
        code.word(Emitter.addi(roles.scratch, roles.data, 4 * (random.nextInt(8) - 4)));
        int rs2 = match == LOAD_RESERVED ? Emitter.ZERO : random.nextInt(8) == 0 ? roles.scratch : free();
        int rd = random.nextInt(8) == 0 ? roles.scratch : free();
        code.word(Emitter.register(match | random.nextInt() & ORDERING_BITS, rd, roles.scratch, rs2));
    }

    /** With the same or another word, once or twice, with or without a store between; may store what it loaded. */
    private void reserveAndStore() {
        int reserved = 4 * (random.nextInt(8) - 4);
        int stored = random.nextInt(4) == 0 ? 4 * (random.nextInt(8) - 4) : reserved;
        code.word(Emitter.addi(roles.scratch, roles.data, reserved));
        int loaded = free();
        code.word(Emitter.register(LOAD_RESERVED, loaded, roles.scratch, 0));
        if (random.nextInt(3) == 0) {
            code.word(Emitter.sw(free(), 4 * (random.nextInt(8) - 4), roles.data));
        }
        code.word(Emitter.addi(roles.scratch, roles.data, stored));
        int source = random.nextBoolean() ? loaded : free();
        for (int count = 1 + random.nextInt(2); count > 0; count--) {
            code.word(Emitter.register(STORE_CONDITIONAL | random.nextInt() & ORDERING_BITS, free(), roles.scratch, source));
        }
    }

    /** Fills what is jumped over with what would trap. */
    private void gap(int bytes) {
        for (int at = 0; at < bytes; at += Integer.BYTES) {
            code.word(0);
        }
    }

    private int distance() {
        return random.nextInt(4) == 0 ? 4 * random.nextInt(FAR_MAX / 4) : 4 * random.nextInt(16);
    }

    /** Near, over instructions that do no harm; or far in either direction, with operands that make it taken. */
    private void branch(int match) {
        if (random.nextInt(4) > 0) {
            int over = 1 + random.nextInt(3);
            int same = random.nextInt(4) == 0 ? free() : -1;
            code.word(Emitter.branch(match, same >= 0 ? same : free(), same >= 0 ? same : free(), 4 + 4 * over));
            for (int count = 0; count < over; count++) {
                code.word(Emitter.register(Operands.pick(REGISTER, random), free(), free(), free()));
            }
            return;
        }
        boolean equal = (match & 0x1000) != 0 ? match != BRANCH[1] : match == BRANCH[0];
        int left = equal ? roles.data : match == BRANCH[4] || match == BRANCH[1] ? Emitter.ZERO : roles.data;
        int right = equal ? roles.data : match == BRANCH[4] || match == BRANCH[1] ? roles.data : Emitter.ZERO;
        hop(offset -> code.word(Emitter.branch(match, left, right, offset)), distance());
    }

    /** Forward over a gap; or forward behind it, back to where it began, and forward again. */
    private void hop(IntConsumer jump, int gap) {
        if (random.nextBoolean()) {
            jump.accept(4 + gap);
            gap(gap);
            return;
        }
        code.word(Emitter.jump(Emitter.ZERO, 8 + gap));
        code.word(Emitter.jump(Emitter.ZERO, 8 + gap));
        gap(gap);
        jump.accept(-4 - gap);
    }

    private void jump() {
        int rd = free();
        hop(offset -> code.word(Emitter.jump(rd, offset)), random.nextInt(32) == 0 ? 8000 : distance());
    }

    /** The lowest bit of the sum does not count. */
    private void jumpRegister() {
        int rd = random.nextInt(4) == 0 ? roles.scratch : free();
        int offset = random.nextInt(4083) - 2035;
        code.word(AUIPC | roles.scratch << 7);
        code.word(Emitter.addi(roles.scratch, roles.scratch, 12 - offset));
        code.word(Emitter.immediate(JALR, rd, roles.scratch, offset | random.nextInt(2)));
    }

    /** Changes an instruction that was executed and executes it again, without FENCE.I. */
    private void storeCode() {
        int register = Operands.pick(roles.freeLow, random);
        code.li(register, Emitter.register(Operands.pick(REGISTER, random), free(), free(), free()));
        code.word(AUIPC | roles.scratch << 7);
        code.word(Emitter.register(Operands.pick(REGISTER, random), Emitter.ZERO, free(), free()));
        code.word(Emitter.branch(BRANCH[0], roles.scratch, Emitter.ZERO, 16));
        code.word(Emitter.sw(register, 4, roles.scratch));
        code.word(Emitter.addi(roles.scratch, Emitter.ZERO, 0));
        code.word(Emitter.jump(Emitter.ZERO, -16));
    }

    private void control(int match) {
        boolean bits = (match & 0x4000) != 0;
        int source = bits ? random.nextInt(32) : free();
        int csr;
        switch (random.nextInt(8)) {
            case 0, 1 -> csr = Emitter.MSCRATCH;
            case 2 -> {
                csr = Operands.pick(new int[] {Emitter.MCAUSE, Emitter.MTVAL, Emitter.MEPC}, random);
                // QEMU 7.2 keeps the bits of mepc that are always zero.
                source = csr != Emitter.MEPC ? source : bits ? source & ~3 : constant(random.nextInt() & ~3);
            }
            case 3 -> {
                csr = Operands.pick(FIXED_CSRS, random);
                source = (match & 0x3000) == 0x1000 && csr == 0xf14 ? -1 : Emitter.ZERO;
            }
            case 4 -> {
                csr = Emitter.MIE;
                source = bits ? 8 * random.nextInt(2) : constant(random.nextInt() & Modes.INTERRUPTS);
            }
            case 5, 6 -> {
                csr = Emitter.MSTATUS;
                source = bits ? 8 * random.nextInt(2) : constant(status());
            }
            default -> {
                csr = Emitter.MCOUNTEREN;
                source = bits ? random.nextInt(8) : constant(random.nextInt(8));
            }
        }
        if (source < 0) {
            csr = Emitter.MSCRATCH;
            source = free();
        }
        code.word(Emitter.immediate(match, free(), source, csr));
        if (csr == Emitter.MCOUNTEREN) {
            code.word(Emitter.immediate(0x6073, Emitter.ZERO, 7, csr));
        }
    }

    /** Of the bits that exist here but MPRV, which MRET of QEMU 7.2 leaves set; the previous mode is one that exists. */
    private int status() {
        int bits = random.nextInt() & (Modes.MSTATUS_MIE | Modes.MSTATUS_MPIE | Modes.MSTATUS_TW);
        return random.nextBoolean() ? bits | Modes.MSTATUS_MPP : bits;
    }

    private int constant(int value) {
        code.li(roles.scratch, value);
        return roles.scratch;
    }

    /** For one that is pending already, so that nothing depends on time. */
    private void waitForInterrupt() {
        new Modes(random, roles, code).disable();
        code.word(Emitter.addi(roles.scratch, Emitter.ZERO, 8));
        code.word(Emitter.csrrs(Emitter.ZERO, Emitter.MIE, roles.scratch));
        code.word(Emitter.sw(roles.scratch, 4, roles.data));
        code.word(Emitter.addi(roles.scratch, Emitter.ZERO, 1));
        code.word(Emitter.sw(roles.scratch, 0, roles.clint));
        code.word(WFI);
        code.word(Emitter.sw(Emitter.ZERO, 0, roles.clint));
    }
}
