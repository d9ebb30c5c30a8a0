package org.vmft.isa.toy;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.GuestIsa;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.SemanticsVersion;

/** The toy instruction set, described in this module's README. */
@Component(service = InstructionSet.class)
@GuestIsa(ToyInstructionSet.NAME)
public final class ToyInstructionSet implements InstructionSet {
    static final String NAME = "toy";
    private static final SemanticsVersion SEMANTICS = new SemanticsVersion(1, 0);

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
    public Machine newMachine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host) {
        return new ToyMachine(spec, memory, devices, host);
    }
}
