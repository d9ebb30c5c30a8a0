package org.vmft.vmm;

import java.util.List;
import java.util.Optional;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.SemanticsVersion;

/** An instruction set whose every step is chosen by a hash of the state, so that any difference spreads at once. */
public final class PseudoIsa implements InstructionSet {
    public static final PseudoIsa ISA = new PseudoIsa("pseudo", new SemanticsVersion(1, 0));

    private final String name;
    private final SemanticsVersion semantics;

    PseudoIsa(String name, SemanticsVersion semantics) {
        this.name = name;
        this.semantics = semantics;
    }

    /** Finds the mailbox that the board asks for. */
    public static Optional<DeviceModel> models(String name) {
        return name.equals(Mailbox.NAME) ? Optional.of(new Mailbox.Model()) : Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SemanticsVersion semantics() {
        return semantics;
    }

    @Override
    public List<String> deviceModels() {
        return List.of(Mailbox.NAME);
    }

    @Override
    public Machine newMachine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host) {
        return new PseudoMachine(memory, devices, host);
    }
}
