package org.vmft.isa.riscv32;

import java.util.function.Consumer;
import org.vmft.api.machine.InstructionSet;
import org.vmft.isa.riscv32.internal.hart.Bus;

/** The instruction set with someone who looks on at every access to what is not RAM. */
public final class ObservedInstructionSet {
    /** One access, in the order of execution. */
    public record Access(boolean write, int address, int value, int bytes) {}

    private ObservedInstructionSet() {}

    public static InstructionSet with(Consumer<Access> observer) {
        return new Rv32InstructionSet(true, bus -> new Observed(bus, observer));
    }

    private record Observed(Bus bus, Consumer<Access> observer) implements Bus {
        @Override
        public int find(int address, int bytes) {
            return bus.find(address, bytes);
        }

        @Override
        public int load(int region, int address, int bytes, long step) {
            int value = bus.load(region, address, bytes, step);
            observer.accept(new Access(false, address, value, bytes));
            return value;
        }

        @Override
        public void store(int region, int address, int bytes, int value, long step) {
            observer.accept(new Access(true, address, value, bytes));
            bus.store(region, address, bytes, value, step);
        }
    }
}
