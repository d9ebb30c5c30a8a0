package org.vmft.simulation.world;

import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** A device with a failpoint before and after its DMA. */
record FailingDevice(World world, Process process, Device device) implements Device {
    record Model(World world, Process process, DeviceModel model) implements DeviceModel {
        @Override
        public String name() {
            return model.name();
        }

        @Override
        public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
            return new FailingDevice(world, process, model.create(spec, ram, host, line));
        }
    }

    @Override
    public void deliver(LogEntry.Input input, long step) {
        world.failpoints().hit(process, Failpoint.BEFORE_DMA);
        device.deliver(input, step);
        world.failpoints().hit(process, Failpoint.AFTER_DMA);
    }

    @Override
    public int windowBytes() {
        return device.windowBytes();
    }

    @Override
    public long load(int offset, int size, long step) {
        return device.load(offset, size, step);
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        device.store(offset, size, value, step);
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return device.handles(input);
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return device.ready(input);
    }

    @Override
    public void goLive(long step) {
        device.goLive(step);
    }

    @Override
    public void save(StateSink sink) {
        device.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        device.restore(source);
    }
}
