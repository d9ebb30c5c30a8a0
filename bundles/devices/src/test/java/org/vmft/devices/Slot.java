package org.vmft.devices;

import java.util.List;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.testkit.RecordedState;
import org.vmft.testkit.ScriptedHost;

/** One device with everything around it, driven register by register. */
final class Slot {
    static final MachineSpec SPEC = new MachineSpec(16 << 10, 0x0211_2233_4455L, "");

    final GuestMemory memory = new GuestMemory(SPEC.ramBytes());
    final Device device;
    private final DeviceModel model;
    private final ScriptedHost host;
    private final long seed;
    private boolean raised;
    private long step;

    Slot(DeviceModel model, long seed) {
        this.model = model;
        this.seed = seed;
        host = new ScriptedHost(seed);
        device = model.create(SPEC, memory, host, level -> raised = level);
    }

    long load(int offset) {
        return load(offset, Integer.BYTES);
    }

    long load(int offset, int size) {
        return device.load(offset, size, step++);
    }

    void store(int offset, long value) {
        store(offset, Integer.BYTES, value);
    }

    void store(int offset, int size, long value) {
        device.store(offset, size, value, step++);
    }

    void deliver(LogEntry.Input input) {
        device.deliver(input, step);
    }

    boolean raised() {
        return raised;
    }

    List<Output> outputs() {
        return host.takeOutputs();
    }

    RecordedState save() {
        RecordedState state = new RecordedState();
        device.save(state);
        return state;
    }

    void restore(RecordedState state) {
        device.restore(state.source());
    }

    /** Another slot in the same state: memory copied, the device restored from what this one saves. */
    Slot copy() {
        Slot copy = new Slot(model, seed);
        copy.memory.write(0, memory.bytes(), 0, memory.size());
        copy.step = step;
        copy.restore(save());
        return copy;
    }
}
