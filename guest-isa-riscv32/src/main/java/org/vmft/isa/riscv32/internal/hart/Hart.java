package org.vmft.isa.riscv32.internal.hart;

import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.isa.riscv32.internal.code.Decoded;

/** Registers, where the hart is, its reservation, and whether it waits or has ended. */
public final class Hart {
    private static final String SECTION = "rv32-hart";
    private static final int VERSION = 1;
    private static final int ARCHITECTURAL = 32;

    /** x0 to x31, where x0 is never written, and {@link Decoded#SINK}. */
    public final int[] x = new int[Decoded.REGISTERS];
    public int pc;
    public long step;
    /** Steps that were trap or interrupt entries; all others retired an instruction. */
    public long entries;
    public boolean idle;
    public boolean halted;
    public int exitCode;
    /** Whether the last LR.W still holds. */
    public boolean reserved;
    public int reservedAddress;
    /** What LR.W loaded: a device that has since written something else there breaks the reservation, too. */
    public int reservedValue;

    public long retired() {
        return step - entries;
    }

    public void halt(int code) {
        halted = true;
        exitCode = code;
    }

    public void save(StateSink sink) {
        sink.section(SECTION, VERSION);
        sink.i64(step);
        sink.i64(entries);
        sink.i32(pc);
        for (int number = 1; number < ARCHITECTURAL; number++) {
            sink.i32(x[number]);
        }
        sink.flag(idle);
        sink.flag(halted);
        sink.i32(exitCode);
        sink.flag(reserved);
        sink.i32(reservedAddress);
        sink.i32(reservedValue);
    }

    /** @param misalignedMask bits of the program counter that must be zero */
    public void restore(StateSource source, int misalignedMask) {
        source.section(SECTION, VERSION);
        step = source.i64();
        entries = source.i64();
        pc = source.i32();
        for (int number = 1; number < ARCHITECTURAL; number++) {
            x[number] = source.i32();
        }
        idle = source.flag();
        halted = source.flag();
        exitCode = source.i32();
        reserved = source.flag();
        reservedAddress = source.i32();
        reservedValue = source.i32();
        if (step < 0 || entries < 0 || entries > step || (pc & misalignedMask) != 0) {
            throw new StateException("rv32 hart: expected=0 <= entries <= step, aligned pc actual=entries " + entries
                    + ", step " + step + ", pc 0x" + Integer.toHexString(pc));
        }
    }
}
