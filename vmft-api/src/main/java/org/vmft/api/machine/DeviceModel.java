package org.vmft.api.machine;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes devices of one kind; provided as an OSGi service. Thread-safe and stateless. */
@ConsumerType
public interface DeviceModel {
    /** The name by which {@link InstructionSet#deviceModels()} asks for it, such as {@code console} or {@code page-nic}. */
    String name();

    /** A device in its reset state, whose interrupt output is {@code line} and whose DMA goes to {@code ram}. */
    Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line);
}
