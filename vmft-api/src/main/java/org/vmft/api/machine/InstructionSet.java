package org.vmft.api.machine;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A guest instruction set, provided as an OSGi service by a plug-in. Thread-safe and stateless. */
@ConsumerType
public interface InstructionSet {
    /** Lower-case name by which users and logs refer to it, such as {@code toy} or {@code rv32}. */
    String name();

    SemanticsVersion semantics();

    /** Names of the {@link DeviceModel}s on its board, in the order in which their state is saved. */
    List<String> deviceModels();

    /** Bus address of the first byte of RAM on its board. */
    default long ramBase() {
        return 0;
    }

    /**
     * A machine at step 0 with no image loaded. {@code devices} holds exactly the models of {@link #deviceModels()};
     * the machine connects each of them to its own interrupt controller and memory map. It may keep {@code host},
     * {@code devices} and {@code memory}, and must not call {@code host} before the first {@link Machine#run}.
     */
    Machine newMachine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host);
}
