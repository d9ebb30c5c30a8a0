package org.vmft.devices.virtio;

import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;

/** The {@code virtio-blk} device model. */
@Component
public final class VirtioBlkModel implements DeviceModel {
    static final String NAME = "virtio-blk";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
        return new EmptySlot(NAME);
    }
}
