package org.vmft.vmm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DigestSink;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** Everything deterministic: machine, memory, devices, clock and output index. */
final class Guest {
    private static final int STATE_VERSION = 1;

    private final InstructionSet isa;
    private final MachineSpec spec;
    private final GuestMemory memory;
    private final VirtualClock clock = new VirtualClock();
    private final Waist waist = new Waist(clock);
    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final Machine machine;
    private long outputIndex;

    Guest(InstructionSet isa, MachineSpec spec, Function<String, Optional<DeviceModel>> models) {
        this.isa = isa;
        this.spec = spec;
        memory = new GuestMemory(spec.ramBytes());
        Map<String, DeviceModel> wanted = new LinkedHashMap<>();
        for (String name : isa.deviceModels()) {
            wanted.put(name, models.apply(name).orElseThrow(() -> new IllegalStateException(
                    "instruction set " + isa.name() + " needs the device model " + name + ", which is absent")));
            devices.put(name, null);
        }
        machine = isa.newMachine(spec, memory, (model, line) -> connect(wanted, model, line), waist);
        waist.machine(machine);
        devices.forEach((name, device) -> {
            if (device == null) {
                throw new IllegalStateException("instruction set " + isa.name() + " did not connect its device " + name);
            }
        });
    }

    MachineSpec spec() {
        return spec;
    }

    private Device connect(Map<String, DeviceModel> wanted, String name, InterruptLine line) {
        if (!devices.containsKey(name) || devices.get(name) != null) {
            throw new IllegalArgumentException("device model: expected one of " + devices.keySet() + ", each once, actual "
                    + name);
        }
        Device device = wanted.get(name).create(spec, memory, waist, line);
        devices.put(name, device);
        return device;
    }

    InstructionSet isa() {
        return isa;
    }

    Machine machine() {
        return machine;
    }

    VirtualClock clock() {
        return clock;
    }

    long step() {
        return machine.step();
    }

    long outputIndex() {
        return outputIndex;
    }

    long nextOutputIndex() {
        return ++outputIndex;
    }

    void behind(LogSide side) {
        waist.side(side);
    }

    Optional<Device> deviceFor(LogEntry.Input input) {
        return devices.values().stream().filter(device -> device.handles(input)).findFirst();
    }

    /** Applies a clock anchor at the present step. */
    void anchor(LogEntry.ClockAnchor anchor) {
        clock.anchor(step(), anchor.time(), anchor.rate());
    }

    /** Digest over registers, devices, clock, step and output index; memory has its own. */
    long machineDigest() {
        DigestSink sink = new DigestSink();
        saveSmallParts(sink);
        sink.i64(machine.digest());
        return sink.value();
    }

    long memoryDigest() {
        return memory.digest();
    }

    long digest() {
        DigestSink sink = new DigestSink();
        saveConfiguration(sink);
        sink.i64(machineDigest());
        sink.i64(memoryDigest());
        return sink.value();
    }

    void saveConfiguration(StateSink sink) {
        SavedConfiguration.of(isa, spec).save(sink);
    }

    private void saveSmallParts(StateSink sink) {
        sink.section("guest", STATE_VERSION);
        sink.i64(step());
        sink.i64(outputIndex);
        clock.save(sink);
        devices.values().forEach(device -> device.save(sink));
    }

    void save(StateSink sink) {
        saveConfiguration(sink);
        MemoryPages.save(memory, sink);
        saveSmallParts(sink);
        machine.save(sink);
    }

    /** Restores what follows the configuration, which this guest was built from. */
    void restore(StateSource source) {
        MemoryPages.restore(memory, source);
        source.section("guest", STATE_VERSION);
        long step = source.i64();
        outputIndex = source.i64();
        if (outputIndex < 0) {
            throw new StateException("outputIndex: expected >=0 actual=" + outputIndex);
        }
        clock.restore(source);
        for (Device device : new ArrayList<>(devices.values())) {
            device.restore(source);
        }
        machine.restore(source);
        if (machine.step() != step) {
            throw new StateException("step: expected=" + step + " actual=" + machine.step());
        }
    }

    List<String> deviceNames() {
        return List.copyOf(devices.keySet());
    }
}
