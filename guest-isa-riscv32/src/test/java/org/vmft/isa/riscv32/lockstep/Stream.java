package org.vmft.isa.riscv32.lockstep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A random program that ends: it goes straight through statements drawn from one deck for each mode, so that all come
 * about equally often, and changes between the modes. A trap's handler goes on four bytes behind what trapped; the
 * handlers of interrupts take away their reason. Every statement is whole in itself: no branch leaves it.
 */
final class Stream {
    static final int RAM = 0x80000000;
    static final int RAM_BYTES = 32 << 20;
    private static final int HANDLER = RAM + 0x400;
    private static final int DATA = RAM + 0x1000;
    private static final int DATA_BYTES = 0x2000;
    static final int BODY = RAM + 0x4000;
    private static final int IMAGE_BYTES = 1 << 20;
    /** Room for the longest statement, and the end. */
    private static final int RESERVE_BYTES = 16 << 10;
    private static final int FINISHER = 0x00100000;
    private static final int FINISHER_PASS = 0x5555;
    private static final int SEGMENT_STATEMENTS_MAX = 60;
    private static final int CLINT = 0x02000000;
    private static final int COMPARE = 0x02004000;
    private static final int UART = 0x10000000;
    private static final int UART_SOURCE = 10;
    private static final int PLIC_PRIORITY = 0x0c000000;
    private static final int PLIC_ENABLE = 0x0c002000;
    private static final int PLIC_CONTEXT = 0x0c200000;
    private static final int VECTOR_BYTES = 4;

    /**
     * What tells streams apart besides their seed.
     *
     * @param compressed whether there are 16-bit instructions
     * @param vectored how mtvec is used
     */
    record Kind(boolean compressed, boolean vectored) {
        static final List<Kind> ALL = List.of(new Kind(false, false), new Kind(true, true), new Kind(false, true), new Kind(true, false));
    }

    /** Writes one statement. */
    @FunctionalInterface
    interface Statement {
        void write();
    }

    private final Random random;
    private final boolean compressed;
    private final boolean vectored;
    private final Roles roles;
    private final Emitter code = new Emitter(RAM, IMAGE_BYTES);

    private Stream(long seed, Kind kind) {
        random = new Random(seed);
        compressed = kind.compressed;
        vectored = kind.vectored;
        roles = new Roles(random);
    }

    /** The program, to be loaded at the beginning of RAM, where it begins. */
    static byte[] program(long seed, Kind kind, int statements) {
        return new Stream(seed, kind).program(statements);
    }

    private byte[] program(int statements) {
        begin();
        handlers();
        code.at(DATA);
        for (int at = 0; at < DATA_BYTES; at += Integer.BYTES) {
            code.word(random.nextInt());
        }
        code.at(BODY);
        List<Statement> machine = deck(true);
        List<Statement> user = deck(false);
        Modes modes = new Modes(random, roles, code);
        List<Statement> left = new ArrayList<>();
        List<Statement> leftUser = new ArrayList<>();
        int written = 0;
        while (written < statements && code.left() > RESERVE_BYTES) {
            int segment = 1 + random.nextInt(SEGMENT_STATEMENTS_MAX);
            written += segment;
            segment(segment, left, machine);
            modes.toUser();
            segment(segment, leftUser, user);
            modes.toMachine();
        }
        modes.disable();
        code.li(roles.scratch, FINISHER);
        code.li(roles.handler, FINISHER_PASS);
        code.word(Emitter.sw(roles.handler, 0, roles.scratch));
        code.word(Emitter.jump(Emitter.ZERO, 0));
        return code.bytes();
    }

    private void segment(int statements, List<Statement> left, List<Statement> deck) {
        for (int count = 0; count < statements && code.left() > RESERVE_BYTES; count++) {
            if (left.isEmpty()) {
                left.addAll(deck);
                Collections.shuffle(left, random);
            }
            left.remove(left.size() - 1).write();
        }
    }

    private List<Statement> deck(boolean machineMode) {
        List<Statement> deck = new ArrayList<>();
        new Statements(random, roles, code, machineMode).addTo(deck);
        new TrapStatements(random, roles, code, compressed, machineMode, vectored).addTo(deck);
        new InterruptStatements(random, roles, code, machineMode).addTo(deck);
        if (compressed) {
            new CompressedStatements(random, roles, code).addTo(deck);
        }
        return deck;
    }

    private void begin() {
        code.li(roles.scratch, vectored ? HANDLER | 1 : HANDLER);
        code.word(Emitter.csrrw(Emitter.ZERO, Emitter.MTVEC, roles.scratch));
        for (int register : roles.free) {
            if (register != Emitter.ZERO) {
                code.li(register, Operands.edge(random));
            }
        }
        code.li(Emitter.SP, DATA + 0x1400);
        code.li(roles.data, DATA + 0x400);
        code.li(roles.data2, DATA + 0xc00);
        code.li(roles.dataOdd, DATA + 0xff9 + random.nextInt(8));
        code.li(roles.ramEnd, RAM + RAM_BYTES);
        code.li(roles.clint, CLINT);
        code.li(roles.compare, COMPARE);
        code.li(roles.uart, UART);
        code.li(roles.plicContext, PLIC_CONTEXT);
        code.li(roles.resume, 0);
        code.li(roles.upwards, 0);
        code.li(roles.nowhere, 0);
        code.word(Emitter.addi(roles.handler, Emitter.ZERO, -1));
        code.word(Emitter.sw(roles.handler, 4, roles.compare));
        code.word(Emitter.sw(roles.handler, 0, roles.compare));
        code.li(roles.scratch, PLIC_PRIORITY);
        code.word(Emitter.addi(roles.handler, Emitter.ZERO, 1));
        code.word(Emitter.sw(roles.handler, UART_SOURCE * Integer.BYTES, roles.scratch));
        code.li(roles.scratch, PLIC_ENABLE);
        code.word(Emitter.addi(roles.handler, Emitter.ZERO, 1 << UART_SOURCE));
        code.word(Emitter.sw(roles.handler, 0, roles.scratch));
        code.word(Emitter.sw(Emitter.ZERO, 0, roles.plicContext));
        code.li(roles.scratch, 0b111);
        code.word(Emitter.csrrw(Emitter.ZERO, Emitter.MCOUNTEREN, roles.scratch));
        code.word(Emitter.jump(Emitter.ZERO, BODY - code.pc()));
    }

    private void handlers() {
        code.at(HANDLER);
        int[] numbers = {3, 7, 11};
        int vectors = HANDLER + 12 * VECTOR_BYTES;
        int handler = roles.handler;
        if (vectored) {
            code.word(Emitter.jump(Emitter.ZERO, vectors - code.pc()));
        } else {
            code.word(Emitter.csrrs(handler, Emitter.MCAUSE, Emitter.ZERO));
            code.word(Emitter.branch(0x5063, handler, Emitter.ZERO, vectors - code.pc()));
            code.word(Emitter.immediate(0x7013, handler, handler, 0xf));
            code.word(Emitter.addi(handler, handler, -numbers[1]));
        }
        int dispatch = code.pc();
        code.at(vectors);
        exception();
        int[] at = new int[numbers.length];
        at[0] = code.pc();
        code.word(Emitter.sw(Emitter.ZERO, 0, roles.clint));
        code.word(Modes.MRET);
        at[1] = code.pc();
        code.word(Emitter.addi(handler, Emitter.ZERO, -1));
        code.word(Emitter.sw(handler, 4, roles.compare));
        code.word(Modes.MRET);
        at[2] = code.pc();
        code.word(Emitter.lw(handler, 4, roles.plicContext));
        code.word(Emitter.store(0x23, roles.uart, Emitter.ZERO, 1));
        code.word(Emitter.sw(handler, 4, roles.plicContext));
        code.word(Modes.MRET);
        if (vectored) {
            for (int index = 0; index < numbers.length; index++) {
                code.at(HANDLER + numbers[index] * VECTOR_BYTES);
                code.word(Emitter.jump(Emitter.ZERO, at[index] - code.pc()));
            }
        } else {
            code.at(dispatch);
            code.word(Emitter.branch(0x4063, handler, Emitter.ZERO, at[0] - code.pc()));
            code.word(Emitter.branch(0x0063, handler, Emitter.ZERO, at[1] - code.pc()));
            code.word(Emitter.jump(Emitter.ZERO, at[2] - code.pc()));
        }
    }

    /** Leaves mtval and mcause at zero: in what it puts there QEMU 7.2 differs from the manual. */
    private void exception() {
        int handler = roles.handler;
        code.word(Emitter.branch(0x0063, roles.upwards, Emitter.ZERO, 20));
        code.word(0x37 | handler << 7 | 0x2000);
        code.word(Emitter.addi(handler, handler, -0x800));
        code.word(Emitter.csrrs(Emitter.ZERO, Emitter.MSTATUS, handler));
        code.word(Emitter.addi(roles.upwards, Emitter.ZERO, 0));
        code.word(Emitter.branch(0x0063, roles.resume, Emitter.ZERO, 16));
        code.word(Emitter.csrrw(Emitter.ZERO, Emitter.MEPC, roles.resume));
        code.word(Emitter.addi(roles.resume, Emitter.ZERO, 0));
        code.word(Emitter.jump(Emitter.ZERO, 16));
        code.word(Emitter.csrrs(handler, Emitter.MEPC, Emitter.ZERO));
        code.word(Emitter.addi(handler, handler, 4));
        code.word(Emitter.csrrw(Emitter.ZERO, Emitter.MEPC, handler));
        code.word(Emitter.csrrw(Emitter.ZERO, Emitter.MTVAL, Emitter.ZERO));
        code.word(Emitter.csrrw(Emitter.ZERO, Emitter.MCAUSE, Emitter.ZERO));
        code.word(Modes.MRET);
    }
}
