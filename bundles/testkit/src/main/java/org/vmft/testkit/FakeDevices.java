package org.vmft.testkit;

import java.util.List;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;

/** Simple device models, enough to test a machine: {@code console}, {@code page-nic} and {@code entropy}. */
public final class FakeDevices {
    private FakeDevices() {}

    public static List<DeviceModel> all() {
        return List.of(
                new Model(ConsoleFake.MODEL, (spec, ram, host, line) -> new ConsoleFake(host, line)),
                new Model(PageNicFake.MODEL, PageNicFake::new),
                new Model(EntropyFake.MODEL, (spec, ram, host, line) -> new EntropyFake(host)));
    }

    @FunctionalInterface
    private interface Maker {
        Device make(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line);
    }

    private record Model(String name, Maker maker) implements DeviceModel {
        @Override
        public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
            return maker.make(spec, ram, host, line);
        }
    }
}
