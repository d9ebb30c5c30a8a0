package org.vmft.devices.virtio;

import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;

/** The {@code virtio-blk} device model; its slot is empty on a machine without a disk. */
@Component
public final class VirtioBlkModel implements DeviceModel {
    @Override
    public String name() {
        return VirtioBlk.NAME;
    }

    @Override
    public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
        return spec.diskBytes() == 0 ? new EmptySlot(VirtioBlk.NAME)
                : new VirtioMmio(new VirtioBlk(spec.diskBytes(), host), ram, line);
    }
}
