package org.vmft.isa.riscv32.internal.board;

import java.util.function.IntConsumer;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.isa.riscv32.internal.hart.RamAccess;

/**
 * The doubleword {@code tohost} of the host-target interface, in RAM where the image's symbol says: an odd value with
 * an empty upper half ends the run with the value's other bits as exit code. Other commands are only stored.
 */
public final class Htif {
    static final int BYTES = 8;
    private static final String SECTION = "rv32-htif";
    private static final int VERSION = 1;

    private final RamAccess ram;
    private final IntConsumer halt;
    private boolean present;
    private int address;

    Htif(RamAccess ram, IntConsumer halt) {
        this.ram = ram;
        this.halt = halt;
    }

    /** @param tohost address of an aligned doubleword in RAM */
    public void at(int tohost) {
        present = true;
        address = tohost;
        ram.watch(tohost - ram.base());
    }

    boolean present() {
        return present;
    }

    int address() {
        return address;
    }

    int load(int offset, int bytes) {
        int at = address - ram.base() + offset;
        return switch (bytes) {
            case Byte.BYTES -> ram.load8(at);
            case Short.BYTES -> ram.load16(at);
            default -> ram.load32(at);
        };
    }

    void store(int offset, int bytes, int value) {
        int base = address - ram.base();
        switch (bytes) {
            case Byte.BYTES -> ram.store8(base + offset, value);
            case Short.BYTES -> ram.store16(base + offset, value);
            default -> ram.store32(base + offset, value);
        }
        int command = ram.load32(base);
        if ((command & 1) != 0 && ram.load32(base + Integer.BYTES) == 0) {
            halt.accept(command >>> 1);
        }
    }

    public void save(StateSink sink) {
        sink.section(SECTION, VERSION);
        sink.flag(present);
        sink.i32(address);
    }

    public void restore(StateSource source) {
        source.section(SECTION, VERSION);
        boolean saved = source.flag();
        address = source.i32();
        if (saved && ((address & BYTES - 1) != 0 || !ram.contains(address - ram.base(), BYTES))) {
            throw new StateException("rv32 tohost: expected=aligned, in RAM actual=0x" + Integer.toHexString(address));
        }
        present = false;
        ram.watchNothing();
        if (saved) {
            at(address);
        }
    }
}
