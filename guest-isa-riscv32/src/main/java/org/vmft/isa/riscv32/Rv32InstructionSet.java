package org.vmft.isa.riscv32;

import java.util.List;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.GuestIsa;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.SemanticsVersion;
import org.vmft.isa.riscv32.internal.board.Board;
import org.vmft.isa.riscv32.internal.code.Decoder;
import org.vmft.isa.riscv32.internal.hart.Bus;

/** RV32IMAC with machine and user mode on the board described in this module's README. */
@Component(service = InstructionSet.class)
@GuestIsa(Rv32InstructionSet.NAME)
public final class Rv32InstructionSet implements InstructionSet {
    public static final String NAME = "rv32";
    private static final SemanticsVersion SEMANTICS = new SemanticsVersion(1, 2);

    private final boolean compressed;
    private final UnaryOperator<Bus> observed;

    @Activate
    public Rv32InstructionSet() {
        this(true);
    }

    /** @param compressed whether the C extension exists */
    Rv32InstructionSet(boolean compressed) {
        this(compressed, bus -> bus);
    }

    /** @param observed puts an observer between hart and board, who passes everything on */
    Rv32InstructionSet(boolean compressed, UnaryOperator<Bus> observed) {
        this.compressed = compressed;
        this.observed = observed;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SemanticsVersion semantics() {
        return SEMANTICS;
    }

    @Override
    public List<String> deviceModels() {
        return Board.DEVICE_MODELS;
    }

    @Override
    public long ramBase() {
        return Integer.toUnsignedLong(Board.RAM_BASE);
    }

    @Override
    public Machine newMachine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host) {
        return new Rv32Machine(spec, memory, devices, host, new Decoder(compressed), observed);
    }
}
