package org.vmft.api.vm;

import org.osgi.annotation.versioning.ProviderType;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;

/** Makes virtual machines. Provided as an OSGi service; thread-safe. */
@ProviderType
public interface VirtualMachines {
    /**
     * A machine with this image at step 0, recording.
     *
     * @param now host's monotonic time in nanoseconds, from any origin that stays the same for this machine
     * @throws IllegalStateException when a device model that the instruction set asks for is absent; names it
     */
    VirtualMachine boot(InstructionSet isa, MachineSpec spec, Image image, VmHost host, long now)
            throws BadImageException;

    /**
     * A machine in a saved state, replaying: it executes what {@link VirtualMachine#supply} gives it.
     *
     * @throws org.vmft.api.machine.StateException when the state is damaged or not for this instruction set
     */
    VirtualMachine restore(InstructionSet isa, byte[] state, VmHost host, long now);

    /** Name of the instruction set that a saved state needs. */
    String isaOf(byte[] state);
}
