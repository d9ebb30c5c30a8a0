package org.vmft.vmm;

import java.util.Optional;
import java.util.function.Function;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.api.vm.VmHost;

/** Makes machines whose every non-deterministic input goes through the log. */
public final class RecordReplayMachines implements VirtualMachines {
    private final Function<String, Optional<DeviceModel>> models;

    /** @param models finds a device model by name at the moment a machine is made; thread-safe */
    public RecordReplayMachines(Function<String, Optional<DeviceModel>> models) {
        this.models = models;
    }

    @Override
    public VirtualMachine boot(InstructionSet isa, MachineSpec spec, Image image, VmHost host, long now)
            throws BadImageException {
        Guest guest = new Guest(isa, spec, models);
        guest.machine().load(image);
        return RecordReplayMachine.recording(guest, host, now);
    }

    @Override
    public VirtualMachine restore(InstructionSet isa, byte[] state, VmHost host, long now) {
        StateReader reader = new StateReader(state);
        SavedConfiguration configuration = SavedConfiguration.read(reader);
        configuration.requireFor(isa);
        MemoryPages pages = MemoryPages.read(reader, configuration.spec().ramBytes());
        Guest guest = new Guest(isa, configuration.spec(), models);
        guest.restore(pages, reader);
        reader.end();
        return RecordReplayMachine.replaying(guest, host, now);
    }

    @Override
    public String isaOf(byte[] state) {
        return SavedConfiguration.read(new StateReader(state)).isa();
    }
}
