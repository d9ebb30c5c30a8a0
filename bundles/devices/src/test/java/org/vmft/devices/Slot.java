package org.vmft.devices;

import java.util.List;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.testkit.RecordedState;
import org.vmft.testkit.ScriptedHost;

/** One device with everything around it, driven register by register. */
public final class Slot {
    public static final MachineSpec SPEC = new MachineSpec(16 << 10, 0x0211_2233_4455L, "");

    public final GuestMemory memory;
    public final Device device;
    private final DeviceModel model;
    private final ScriptedHost host;
    private final long seed;
    private final MachineSpec spec;
    private final long ramBase;
    private boolean raised;
    private long step;

    public Slot(DeviceModel model, long seed) {
        this(model, seed, SPEC, 0);
    }

    public Slot(DeviceModel model, long seed, MachineSpec spec, long ramBase) {
        this.model = model;
        this.seed = seed;
        this.spec = spec;
        this.ramBase = ramBase;
        memory = new GuestMemory(spec.ramBytes());
        host = new ScriptedHost(seed);
        device = model.create(spec, new DmaRange(memory, ramBase), host, level -> raised = level);
    }

    public long load(int offset) {
        return load(offset, Integer.BYTES);
    }

    public long load(int offset, int size) {
        return device.load(offset, size, step++);
    }

    public void store(int offset, long value) {
        store(offset, Integer.BYTES, value);
    }

    public void store(int offset, int size, long value) {
        device.store(offset, size, value, step++);
    }

    public void deliver(LogEntry.Input input) {
        device.deliver(input, step);
    }

    public boolean raised() {
        return raised;
    }

    public List<Output> outputs() {
        return host.takeOutputs();
    }

    /** Requests to the disk since the last call. */
    public List<DiskRequest> requests() {
        return host.takeDiskRequests();
    }

    public RecordedState save() {
        RecordedState state = new RecordedState();
        device.save(state);
        return state;
    }

    public void restore(RecordedState state) {
        device.restore(state.source());
    }

    /** Another slot in the same state: memory copied, the device restored from what this one saves. */
    public Slot copy() {
        Slot copy = new Slot(model, seed, spec, ramBase);
        copy.memory.write(0, memory.bytes(), 0, memory.size());
        copy.step = step;
        copy.restore(save());
        return copy;
    }
}
