package org.vmft.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.DigestSink;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Stop;

/** A machine with its memory and devices on a {@link ScriptedHost}, in place of a virtual machine monitor. */
public final class TestBoard {
    private final MachineSpec spec;
    private final GuestMemory memory;
    private final ScriptedHost host;
    private final Machine machine;
    private final List<Device> devices = new ArrayList<>();

    /** Everything there is to a stopped machine. */
    public record Snapshot(RecordedState machine, List<RecordedState> devices, byte[] memory) {}

    /** @param models at least those that the instruction set asks for */
    public TestBoard(InstructionSet isa, List<DeviceModel> models, MachineSpec spec, ScriptedHost host) {
        this.spec = spec;
        this.host = host;
        memory = new GuestMemory(spec.ramBytes());
        Connections connections = new Connections(isa, models);
        machine = isa.newMachine(spec, memory, connections, host);
        host.drives(machine);
        for (String model : isa.deviceModels()) {
            Device device = connections.made.get(model);
            if (device == null) {
                throw new AssertionError("device model " + model + ": asked for but not connected");
            }
            devices.add(device);
        }
    }

    private final class Connections implements Devices {
        private final InstructionSet isa;
        private final Map<String, DeviceModel> models = new TreeMap<>();
        private final Map<String, Device> made = new TreeMap<>();

        private Connections(InstructionSet isa, List<DeviceModel> models) {
            this.isa = isa;
            models.forEach(model -> this.models.put(model.name(), model));
        }

        @Override
        public Device connect(String model, InterruptLine line) {
            if (!isa.deviceModels().contains(model) || made.containsKey(model)) {
                throw new IllegalArgumentException("device model " + model + ": not asked for, or asked for twice");
            }
            Device device = models.get(model).create(spec, new DmaRange(memory, isa.ramBase()), host, line);
            made.put(model, device);
            return device;
        }
    }

    public void load(Image image) throws BadImageException {
        machine.load(image);
    }

    public Stop run(long untilStep) {
        return machine.run(untilStep);
    }

    /** Hands the input to every device that takes it. */
    public void deliver(LogEntry.Input input) {
        for (Device device : devices) {
            if (device.handles(input)) {
                device.deliver(input, machine.step());
            }
        }
    }

    /** Whether some device takes inputs of this kind and could take this one now. */
    public boolean ready(LogEntry.Input input) {
        return devices.stream().anyMatch(device -> device.handles(input) && device.ready(input));
    }

    public Snapshot save() {
        return new Snapshot(machineState(), devices.stream().map(device -> {
            RecordedState state = new RecordedState();
            device.save(state);
            return state;
        }).toList(), memory.read(0, memory.size()));
    }

    public void restore(Snapshot snapshot) {
        memory.write(0, snapshot.memory, 0, snapshot.memory.length);
        for (int i = 0; i < devices.size(); i++) {
            devices.get(i).restore(snapshot.devices.get(i).source());
        }
        machine.restore(snapshot.machine.source());
    }

    public RecordedState machineState() {
        RecordedState state = new RecordedState();
        machine.save(state);
        return state;
    }

    /** Over machine, devices and memory. */
    public long digest() {
        DigestSink sink = new DigestSink();
        sink.i64(machine.digest());
        devices.forEach(device -> device.save(sink));
        sink.i64(memory.digest());
        return sink.value();
    }

    public Machine machine() {
        return machine;
    }

    public GuestMemory memory() {
        return memory;
    }

    public ScriptedHost host() {
        return host;
    }
}
