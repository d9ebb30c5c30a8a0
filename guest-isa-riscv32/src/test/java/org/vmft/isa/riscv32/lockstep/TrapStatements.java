package org.vmft.isa.riscv32.lockstep;

import java.util.List;
import java.util.Random;
import org.vmft.isa.riscv32.internal.code.Decoded;
import org.vmft.isa.riscv32.internal.code.Decoder;
import org.vmft.isa.riscv32.internal.code.Opcode;
import org.vmft.isa.riscv32.lockstep.Stream.Statement;

/** Statements that make every instruction trap in every way that it can. */
final class TrapStatements {
    private static final int EBREAK = 0x00100073;
    private static final int WFI = 0x10500073;
    private static final int LONG = 0b11;
    private static final int[] ABSENT_CSRS = {0x180, 0x3c0, 0x7c0, 0x8ff, 0x000, 0x5a8};
    private static final int[] READ_ONLY_CSRS = {0xf14, 0xc00, 0xf11};
    private static final int[] MACHINE_CSRS = {0x300, 0x304, 0x340, 0x341, 0xb00, 0xf14, 0x320};
    /** Where neither board has anything. */
    private static final int LOW_HOLE = 0x00200000;
    private static final int LOW_HOLE_BYTES = 0x01c00000;
    private static final int HIGH_HOLE = 0x90000000;
    private static final int HIGH_HOLE_BYTES = 0x6f000000;

    private final Random random;
    private final Roles roles;
    private final Emitter code;
    private final boolean compressed;
    private final boolean machineMode;
    private final boolean vectored;
    private final Decoder decoder;

    TrapStatements(Random random, Roles roles, Emitter code, boolean compressed, boolean machineMode, boolean vectored) {
        this.random = random;
        this.roles = roles;
        this.code = code;
        this.compressed = compressed;
        this.machineMode = machineMode;
        this.vectored = vectored;
        decoder = new Decoder(compressed);
    }

    void addTo(List<Statement> deck) {
        accesses(deck);
        jumps(deck);
        controls(deck);
        deck.add(() -> code.word(Modes.ECALL));
        deck.add(() -> code.word(EBREAK));
        deck.add(this::illegal);
        deck.add(this::fetch);
        if (compressed) {
            deck.add(() -> traps(0x9002));
            deck.add(() -> traps(illegalHalf()));
            deck.add(() -> {
                nowhere();
                traps(0x4000 | low() << 2 | roles.nowhere - 8 << 7 | random.nextInt() & 0x1c60);
            });
            deck.add(() -> {
                nowhere();
                traps(0xc000 | low() << 2 | roles.nowhere - 8 << 7 | random.nextInt() & 0x1c60);
            });
            deck.add(() -> onStack(0x4002 | Operands.pick(roles.freeLow, random) << 7 | random.nextInt() & 0x107c));
            deck.add(() -> onStack(0xc002 | free() << 2 | random.nextInt() & 0x1f80));
        }
    }

    private int low() {
        return Operands.pick(roles.freeLow, random) - 8;
    }

    private void onStack(int half) {
        nowhere();
        code.word(Emitter.addi(roles.scratch, Emitter.SP, 0));
        code.word(Emitter.addi(Emitter.SP, roles.nowhere, 0));
        traps(half);
        code.word(Emitter.addi(Emitter.SP, roles.scratch, 0));
    }

    private int free() {
        return Operands.pick(roles.free, random);
    }

    /** A 16-bit instruction that traps, and one that the handler skips besides. */
    private void traps(int half) {
        code.half(half);
        code.half(Emitter.COMPRESSED_NOP);
    }

    /** On word boundaries: QEMU 7.2 names an aligned part of what a misaligned access outside RAM misses. */
    private void nowhere() {
        boolean low = random.nextBoolean();
        code.li(roles.nowhere, (low ? LOW_HOLE + random.nextInt(LOW_HOLE_BYTES) : HIGH_HOLE + random.nextInt(HIGH_HOLE_BYTES)) & ~3);
    }

    private int wordOffset() {
        return 4 * (random.nextInt(256) - 128);
    }

    private void accesses(List<Statement> deck) {
        for (int match : Statements.LOAD) {
            deck.add(() -> {
                nowhere();
                code.word(Emitter.immediate(match, free(), roles.nowhere, wordOffset()));
            });
        }
        for (int match : Statements.STORE) {
            deck.add(() -> {
                nowhere();
                code.word(Emitter.store(match, roles.nowhere, free(), wordOffset()));
            });
        }
        deck.add(() -> code.word(Emitter.immediate(Operands.pick(Statements.LOAD, random), free(), roles.ramEnd, 4 * random.nextInt(16))));
        deck.add(() -> code.word(Emitter.store(Operands.pick(Statements.STORE, random), roles.ramEnd, free(), 4 * random.nextInt(16))));
        for (int match : Statements.ATOMIC) {
            // QEMU's handler would find another cause there, if it had to look for one.
            if (vectored) {
                deck.add(() -> misaligned(match, free()));
                deck.add(() -> {
                    nowhere();
                    code.word(Emitter.register(match, free(), roles.nowhere, free()));
                });
            }
        }
        deck.add(() -> misaligned(Statements.LOAD_RESERVED, 0));
        deck.add(() -> {
            nowhere();
            code.word(Emitter.register(Statements.LOAD_RESERVED, free(), roles.nowhere, 0));
        });
    }

    private void misaligned(int match, int rs2) {
        code.word(Emitter.addi(roles.scratch, roles.data, 4 * (random.nextInt(8) - 4) + 1 + random.nextInt(3)));
        code.word(Emitter.register(match, free(), roles.scratch, rs2));
    }

    /** Only with 32-bit instructions alone are there targets that are misaligned. */
    private void jumps(List<Statement> deck) {
        if (compressed) {
            return;
        }
        int[] branches = Statements.BRANCH;
        int[][] taken = {{roles.data, roles.data}, {roles.data, 0}, {roles.data, 0}, {0, roles.data}, {0, roles.data}, {roles.data, 0}};
        for (int at = 0; at < branches.length; at++) {
            int index = at;
            deck.add(() -> code.word(Emitter.branch(branches[index], taken[index][0], taken[index][1], 4 * (random.nextInt(8) - 4) + 2)));
        }
        deck.add(() -> code.word(Emitter.jump(free(), 4 * (random.nextInt(8) - 4) + 2)));
        deck.add(() -> code.word(Emitter.immediate(Statements.JALR, free(), roles.data, 2 + random.nextInt(2))));
    }

    private void controls(List<Statement> deck) {
        for (int match : Statements.CONTROL) {
            deck.add(() -> {
                boolean replaces = (match & 0x3000) == 0x1000;
                int kind = random.nextInt(machineMode ? 2 : 3);
                int csr = Operands.pick(kind == 0 ? ABSENT_CSRS : kind == 1 ? READ_ONLY_CSRS : MACHINE_CSRS, random);
                // A register that holds zero is no write for QEMU 7.2.
                int nonzero = (match & 0x4000) != 0 ? 1 + random.nextInt(31) : roles.data;
                int source = kind == 1 && !replaces ? nonzero : free();
                code.word(Emitter.immediate(match, free(), source, csr));
            });
        }
        if (!machineMode) {
            deck.add(() -> code.word(Modes.MRET));
            deck.add(() -> code.word(WFI));
        }
    }

    private void illegal() {
        int bits = random.nextInt() | LONG;
        while (Decoded.opcode(decoder.decode(bits)) != Opcode.ILLEGAL) {
            bits = random.nextInt(4) == 0 ? random.nextInt() & ~0x7c | 0x70 | LONG : random.nextInt() | LONG;
        }
        code.word(bits);
    }

    private int illegalHalf() {
        int bits = 0;
        while (random.nextInt(8) > 0 || Decoded.length(decoder.decode(bits)) != Short.BYTES
                || Decoded.opcode(decoder.decode(bits)) != Opcode.ILLEGAL) {
            bits = random.nextInt(1 << 16);
            if ((bits & LONG) != LONG && Decoded.opcode(decoder.decode(bits)) == Opcode.ILLEGAL) {
                return bits;
            }
        }
        return bits;
    }

    /** Jumps to where there is nothing to fetch. */
    private void fetch() {
        nowhere();
        code.word(Statements.AUIPC | roles.resume << 7);
        code.word(Emitter.addi(roles.resume, roles.resume, 12));
        code.word(Emitter.immediate(Statements.JALR, free(), roles.nowhere, wordOffset()));
    }
}
