package org.vmft.isa.toy;

import java.util.List;
import org.vmft.api.machine.DeviceModel;
import org.vmft.devices.ConsoleModel;
import org.vmft.devices.EntropyModel;
import org.vmft.devices.PageNicModel;

/** The machine contract again, on the devices that guests really meet. */
class ToyMachineOnItsDevicesTest extends ToyMachineContractTest {
    @Override
    protected List<DeviceModel> deviceModels() {
        return List.of(new ConsoleModel(), new PageNicModel(), new EntropyModel());
    }
}
