package org.vmft.isa.riscv32.internal.hart;

import org.vmft.api.machine.GuestMemory;
import org.vmft.isa.riscv32.internal.code.Opcode;

/** RAM as loads, stores and atomics see it, by offset from its first byte. */
public final class RamAccess {
    /** No offset of RAM. */
    private static final int NOWHERE = -1;
    private static final int DOUBLEWORD_SHIFT = 3;
    private static final int[] BYTES = new int[Opcode.LAST_MEMORY + 1];

    static {
        for (int op = 0; op < BYTES.length; op++) {
            BYTES[op] = bytes(op);
        }
    }

    private final GuestMemory memory;
    private final int base;
    private final int size;
    private int watchedDoubleword = NOWHERE;

    public RamAccess(GuestMemory memory, int base) {
        this.memory = memory;
        this.base = base;
        size = memory.size();
    }

    /** Bytes that an instruction of this opcode accesses. */
    public static int bytes(int op) {
        return switch (op) {
            case Opcode.LB, Opcode.LBU, Opcode.SB -> Byte.BYTES;
            case Opcode.LH, Opcode.LHU, Opcode.SH -> Short.BYTES;
            default -> Integer.BYTES;
        };
    }

    /** Address of the first byte. */
    public int base() {
        return base;
    }

    /** Whether all these bytes are RAM. */
    public boolean contains(int offset, int bytes) {
        return offset >= 0 && offset <= size - bytes;
    }

    /** Leaves accesses to the aligned doubleword at this offset to the caller of the interpreter. */
    public void watch(int offset) {
        watchedDoubleword = offset >> DOUBLEWORD_SHIFT;
    }

    public void watchNothing() {
        watchedDoubleword = NOWHERE;
    }

    /** Whether the access needs nothing but RAM; misaligned loads and stores do, misaligned atomics trap. */
    boolean takes(int op, int offset) {
        return contains(offset, BYTES[op]) && offset >> DOUBLEWORD_SHIFT != watchedDoubleword
                && (op < Opcode.LR_W || (offset & Integer.BYTES - 1) == 0);
    }

    public byte load8(int offset) {
        return memory.load8(offset);
    }

    public short load16(int offset) {
        return memory.load16(offset);
    }

    public int load32(int offset) {
        return memory.load32(offset);
    }

    public void store8(int offset, int value) {
        memory.store8(offset, (byte) value);
    }

    public void store16(int offset, int value) {
        memory.store16(offset, (short) value);
    }

    public void store32(int offset, int value) {
        memory.store32(offset, value);
    }
}
