package org.vmft.isa.riscv32.internal.board;

import java.util.function.IntConsumer;

/** The {@code sifive_test} device, by which a guest ends the run. */
final class Finisher implements Region {
    static final int BYTES = 0x1000;
    static final int PASS = 0x5555;
    static final int FAIL = 0x3333;
    static final int RESET = 0x7777;
    /** Exit code of a guest that asks for a reset: nothing here starts it again. */
    static final int RESET_EXIT_CODE = 0x77;

    private static final int STATUS_MASK = 0xffff;

    private final IntConsumer halt;

    Finisher(IntConsumer halt) {
        this.halt = halt;
    }

    @Override
    public boolean takes(int bytes) {
        return bytes >= Short.BYTES;
    }

    @Override
    public int load(int offset, int bytes, long step) {
        return 0;
    }

    @Override
    public void store(int offset, int bytes, int value, long step) {
        if (offset != 0) {
            return;
        }
        int word = bytes == Integer.BYTES ? value : value & STATUS_MASK;
        switch (word & STATUS_MASK) {
            case PASS -> halt.accept(0);
            case FAIL -> halt.accept(word >>> Short.SIZE);
            case RESET -> halt.accept(RESET_EXIT_CODE);
            default -> { }
        }
    }
}
