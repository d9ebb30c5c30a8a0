package org.vmft.isa.toy;

import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.isa.toy.internal.code.Registers;

/** What the program itself sees of the hart: registers, where it is, and whether it waits or has ended. */
final class Hart {
    private static final String SECTION = "toy-hart";
    private static final int VERSION = 1;

    final int[] registers = new int[Registers.COUNT];
    int pc;
    long step;
    boolean idle;
    boolean halted;
    int exitCode;

    void save(StateSink sink) {
        sink.section(SECTION, VERSION);
        sink.i64(step);
        sink.i32(pc);
        for (int number = 1; number < Registers.COUNT; number++) {
            sink.i32(registers[number]);
        }
        sink.flag(idle);
        sink.flag(halted);
        sink.i32(exitCode);
    }

    void restore(StateSource source) {
        source.section(SECTION, VERSION);
        step = source.i64();
        pc = source.i32();
        for (int number = 1; number < Registers.COUNT; number++) {
            registers[number] = source.i32();
        }
        idle = source.flag();
        halted = source.flag();
        exitCode = source.i32();
        if (step < 0 || (pc & 3) != 0) {
            throw new StateException("toy hart: expected=step not negative, pc a multiple of 4 actual=" + step + ", " + pc);
        }
    }
}
