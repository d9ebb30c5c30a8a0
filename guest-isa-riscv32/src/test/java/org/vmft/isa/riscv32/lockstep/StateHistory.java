package org.vmft.isa.riscv32.lockstep;

import java.util.Arrays;
import java.util.function.BiFunction;

/** Digests of the state after every step of a stream, which tell two machines apart that were loaded separately. */
public final class StateHistory implements BiFunction<byte[], Boolean, int[]> {
    static final int STEPS = 5_000;

    @Override
    public int[] apply(byte[] program, Boolean compressed) {
        Subject subject = new Subject(program, compressed);
        int[] digests = new int[STEPS + 1];
        for (int step = 0; step < STEPS; step++) {
            subject.step();
            digests[step] = Arrays.hashCode(subject.state().values);
        }
        digests[STEPS] = Arrays.hashCode(subject.ram());
        return digests;
    }
}
