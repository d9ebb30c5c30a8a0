package org.vmft.isa.riscv32.lockstep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which registers hold the addresses that a stream needs; all others it computes with. Drawn anew for every stream, so
 * that every register is an operand of everything in some of them. The stack pointer always points to data, because
 * 16-bit instructions name it implicitly.
 */
final class Roles {
    private static final int LOW_FIRST = 8;
    private static final int LOW_COUNT = 8;

    /** Middle of a data area, on word boundaries; of x8 to x15, as is {@link #data2}. */
    final int data;
    final int data2;
    /** Points to data one byte off. */
    final int dataOdd;
    /** The first byte behind RAM. */
    final int ramEnd;
    /** Nowhere; one of x8 to x15. */
    final int nowhere;
    final int clint;
    final int compare;
    final int uart;
    final int plicContext;
    /** The handler's own. */
    final int handler;
    /** Where to go on after a trap, if not behind the instruction that trapped. */
    final int resume;
    /** Whether to return from the next trap to machine mode. */
    final int upwards;
    /** Scratch of a statement, nothing across statements. */
    final int scratch;
    final int[] free;
    final int[] freeLow;

    Roles(Random random) {
        List<Integer> low = shuffled(LOW_FIRST, LOW_FIRST + LOW_COUNT, random);
        data = low.remove(0);
        data2 = low.remove(0);
        nowhere = low.remove(0);
        List<Integer> rest = shuffled(3, LOW_FIRST, random);
        rest.addAll(shuffled(LOW_FIRST + LOW_COUNT, 32, random));
        Collections.shuffle(rest, random);
        dataOdd = rest.remove(0);
        ramEnd = rest.remove(0);
        clint = rest.remove(0);
        compare = rest.remove(0);
        uart = rest.remove(0);
        plicContext = rest.remove(0);
        handler = rest.remove(0);
        resume = rest.remove(0);
        upwards = rest.remove(0);
        scratch = rest.remove(0);
        freeLow = low.stream().mapToInt(Integer::intValue).toArray();
        rest.addAll(low);
        rest.add(Emitter.RA);
        rest.add(Emitter.ZERO);
        free = rest.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> shuffled(int from, int to, Random random) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = from; number < to; number++) {
            numbers.add(number);
        }
        Collections.shuffle(numbers, random);
        return numbers;
    }
}
