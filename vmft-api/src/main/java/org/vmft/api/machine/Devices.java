package org.vmft.api.machine;

import org.osgi.annotation.versioning.ProviderType;

/** The devices of one virtual machine, handed to the instruction set so that it can wire its board. */
@ProviderType
public interface Devices {
    /**
     * Creates the device of this model with the given interrupt line; once for each name of
     * {@link InstructionSet#deviceModels()}, in {@link InstructionSet#newMachine}.
     *
     * @throws IllegalArgumentException for a name not asked for, or asked for twice
     */
    Device connect(String model, InterruptLine line);
}
