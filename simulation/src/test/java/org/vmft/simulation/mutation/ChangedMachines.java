package org.vmft.simulation.mutation;

import java.util.function.UnaryOperator;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.api.vm.VmHost;

/** Changes the machines that are booted, or those that are restored: one side of a pair. */
record ChangedMachines(VirtualMachines machines, UnaryOperator<VirtualMachine> booted,
        UnaryOperator<VirtualMachine> restored) implements VirtualMachines {
    @Override
    public VirtualMachine boot(InstructionSet isa, MachineSpec spec, Image image, VmHost host, long now)
            throws BadImageException {
        return booted.apply(machines.boot(isa, spec, image, host, now));
    }

    @Override
    public VirtualMachine restore(InstructionSet isa, byte[] state, VmHost host, long now) {
        return restored.apply(machines.restore(isa, state, host, now));
    }

    @Override
    public String isaOf(byte[] state) {
        return machines.isaOf(state);
    }
}
