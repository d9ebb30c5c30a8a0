package org.vmft.vmm;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.api.vm.VmHost;

/** Offers {@link RecordReplayMachines} with the device models that are present when a machine is made. */
@Component(service = VirtualMachines.class)
public final class VirtualMachinesComponent implements VirtualMachines {
    private final VirtualMachines machines = new RecordReplayMachines(this::model);

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<DeviceModel> models = List.of();

    private Optional<DeviceModel> model(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    @Override
    public VirtualMachine boot(InstructionSet isa, MachineSpec spec, Image image, VmHost host, long now)
            throws BadImageException {
        return machines.boot(isa, spec, image, host, now);
    }

    @Override
    public VirtualMachine restore(InstructionSet isa, byte[] state, VmHost host, long now) {
        return machines.restore(isa, state, host, now);
    }

    @Override
    public String isaOf(byte[] state) {
        return machines.isaOf(state);
    }
}
