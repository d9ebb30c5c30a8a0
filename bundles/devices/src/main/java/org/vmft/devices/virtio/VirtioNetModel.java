package org.vmft.devices.virtio;

import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;

/** The {@code virtio-net} device model. */
@Component
public final class VirtioNetModel implements DeviceModel {
    @Override
    public String name() {
        return VirtioNet.NAME;
    }

    @Override
    public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
        return new VirtioMmio(new VirtioNet(spec.macAddress(), host), ram, line);
    }
}
