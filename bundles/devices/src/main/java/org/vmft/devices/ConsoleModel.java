package org.vmft.devices;

import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;

/** The {@code console} device model. */
@Component
public final class ConsoleModel implements DeviceModel {
    @Override
    public String name() {
        return "console";
    }

    @Override
    public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
        return new Console(host, line);
    }
}
