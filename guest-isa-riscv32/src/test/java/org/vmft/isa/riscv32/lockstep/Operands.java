package org.vmft.isa.riscv32.lockstep;

import java.util.Random;

/** Values that instructions are likely to get wrong, among others. */
final class Operands {
    private static final int[] EDGES = {0, 1, -1, 2, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE + 1, 31, 32, 33,
        0xffff, 0x8000, -0x8000, 0x80, 0x7f, -0x80, 0x10000, 0x55555555, 0xaaaaaaaa};

    private Operands() {}

    static int edge(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> (1 << random.nextInt(32)) + random.nextInt(3) - 1;
            default -> EDGES[random.nextInt(EDGES.length)];
        };
    }

    static int pick(int[] from, Random random) {
        return from[random.nextInt(from.length)];
    }
}
