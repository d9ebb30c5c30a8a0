package org.vmft.isa.riscv32.lockstep;

import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.vmft.isa.riscv32.lockstep.Stream.Statement;

/** Statements that make every 16-bit instruction retire. */
final class CompressedStatements {
    private static final int FIRST_LOW = 8;
    private static final int IMMEDIATE = 0x107c;
    private static final int IMMEDIATE_NONZERO = 0x0004;
    private static final int AMOUNT = 0x007c;
    private static final int WORD_OFFSET = 0x1c60;
    private static final int SLOT_OFFSET = 0x1f80;
    private static final int STACK_IMMEDIATE = 0x1fe0;
    private static final int JUMP_BITS_MAX = 10;
    private static final int BRANCH_BITS_MAX = 7;

    private final Random random;
    private final Roles roles;
    private final Emitter code;

    CompressedStatements(Random random, Roles roles, Emitter code) {
        this.random = random;
        this.roles = roles;
        this.code = code;
    }

    void addTo(List<Statement> deck) {
        computing(deck);
        deck.add(() -> code.half(0x4000 | low() << 2 | base() << 7 | any(WORD_OFFSET)));
        deck.add(() -> code.half(0xc000 | low() << 2 | base() << 7 | any(WORD_OFFSET)));
        deck.add(() -> code.half(0x4002 | nonzero() << 7 | any(IMMEDIATE)));
        deck.add(() -> code.half(0xc002 | free() << 2 | any(SLOT_OFFSET)));
        deck.add(() -> hop(0xa001));
        deck.add(() -> hop(0x2001));
        deck.add(() -> branch(0xc001));
        deck.add(() -> branch(0xe001));
        deck.add(() -> jumpRegister(0x8002));
        deck.add(() -> jumpRegister(0x9002));
    }

    private void computing(List<Statement> deck) {
        deck.add(() -> code.half(low() << 2 | any(STACK_IMMEDIATE) | 1 << 5 + random.nextInt(8)));
        deck.add(() -> code.half(0x0001 | free() << 7 | any(IMMEDIATE)));
        deck.add(() -> code.half(0x4001 | free() << 7 | any(IMMEDIATE)));
        deck.add(() -> code.half(0x6001 | free() << 7 | any(IMMEDIATE) | IMMEDIATE_NONZERO));
        deck.add(() -> {
            code.word(Emitter.addi(roles.scratch, Emitter.SP, 0));
            code.half(0x6101 | any(IMMEDIATE) | IMMEDIATE_NONZERO);
            code.word(Emitter.addi(Operands.pick(roles.free, random), Emitter.SP, 0));
            code.word(Emitter.addi(Emitter.SP, roles.scratch, 0));
        });
        deck.add(() -> code.half(0x0002 | free() << 7 | any(AMOUNT)));
        deck.add(() -> code.half(0x8001 | low() << 7 | any(AMOUNT)));
        deck.add(() -> code.half(0x8401 | low() << 7 | any(AMOUNT)));
        deck.add(() -> code.half(0x8801 | low() << 7 | any(IMMEDIATE)));
        for (int function = 0; function < 4; function++) {
            int bits = 0x8c01 | function << 5;
            deck.add(() -> code.half(bits | low() << 7 | low() << 2));
        }
        deck.add(() -> code.half(0x8002 | free() << 7 | nonzero() << 2));
        deck.add(() -> code.half(0x9002 | free() << 7 | nonzero() << 2));
    }

    private int any(int mask) {
        return random.nextInt() & mask;
    }

    private int low() {
        return Operands.pick(roles.freeLow, random) - FIRST_LOW;
    }

    private int base() {
        return (random.nextBoolean() ? roles.data : roles.data2) - FIRST_LOW;
    }

    private int free() {
        return Operands.pick(roles.free, random);
    }

    private int nonzero() {
        int register = free();
        return register == Emitter.ZERO ? Emitter.RA : register;
    }

    private static int field(int offset, int from, int width, int to) {
        return (offset >> from & (1 << width) - 1) << to;
    }

    private static int jump(int offset) {
        return field(offset, 11, 1, 12) | field(offset, 4, 1, 11) | field(offset, 8, 2, 9) | field(offset, 10, 1, 8)
                | field(offset, 6, 1, 7) | field(offset, 7, 1, 6) | field(offset, 1, 3, 3) | field(offset, 5, 1, 2);
    }

    private static int branchOffset(int offset) {
        return field(offset, 8, 1, 12) | field(offset, 3, 2, 10) | field(offset, 6, 2, 5) | field(offset, 1, 2, 3) | field(offset, 5, 1, 2);
    }

    private void gap(int bytes) {
        for (int at = 0; at < bytes; at += Short.BYTES) {
            code.half(0);
        }
    }

    private int distance(int bits) {
        return 2 * random.nextInt(1 << random.nextInt(bits));
    }

    private void hop(int match) {
        hop(bytes -> match | jump(bytes), distance(JUMP_BITS_MAX));
    }

    /** Forward over a gap; or forward behind it, back to where it began, and forward again. */
    private void hop(IntUnaryOperator encoded, int gap) {
        if (random.nextBoolean()) {
            code.half(encoded.applyAsInt(2 + gap));
            gap(gap);
            return;
        }
        code.word(Emitter.jump(Emitter.ZERO, 8 + gap));
        code.word(Emitter.jump(Emitter.ZERO, 6 + gap));
        gap(gap);
        code.half(encoded.applyAsInt(-4 - gap));
    }

    /** Near, over one that does no harm; or any distance, with the register that makes it taken. */
    private void branch(int match) {
        if (random.nextBoolean()) {
            code.half(match | low() << 7 | branchOffset(4));
            code.half(0x8c01 | low() << 7 | low() << 2);
            return;
        }
        int register = match == 0xc001 ? Operands.pick(roles.freeLow, random) : roles.data;
        if (register != roles.data) {
            code.word(Emitter.addi(register, Emitter.ZERO, 0));
        }
        hop(offset -> match | register - FIRST_LOW << 7 | branchOffset(offset), distance(BRANCH_BITS_MAX));
    }

    private void jumpRegister(int match) {
        int offset = 10 + 2 * random.nextInt(4);
        code.word(Statements.AUIPC | roles.scratch << 7);
        code.word(Emitter.addi(roles.scratch, roles.scratch, offset));
        code.half(match | roles.scratch << 7);
        gap(offset - 10);
    }
}
