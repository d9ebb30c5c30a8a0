package org.vmft.devices;

import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;

/** The {@code page-nic} device model, on a board whose RAM begins at address 0. */
@Component
public final class PageNicModel implements DeviceModel {
    @Override
    public String name() {
        return "page-nic";
    }

    @Override
    public Device create(MachineSpec spec, GuestMemory memory, MachineHost host, InterruptLine line) {
        return new PageNic(spec.macAddress(), new DmaRange(memory, 0), host, line);
    }
}
