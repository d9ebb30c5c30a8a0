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
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** Everything deterministic: machine, memory, devices, clock and output index. */
final class Guest {
    private static final int STATE_VERSION = 1;

    private final InstructionSet isa;
    private final MachineSpec spec;
    private final GuestMemory memory;
    private final DmaRange ram;
    private final VirtualClock clock = new VirtualClock();
    private final Waist waist = new Waist(clock);
    private final Machine machine;
    /** In the order of {@link InstructionSet#deviceModels()}. */
    private final List<Device> devices = new ArrayList<>();
    private long outputIndex;

    Guest(InstructionSet isa, MachineSpec spec, Function<String, Optional<DeviceModel>> models) {
        this.isa = isa;
        this.spec = spec;
        memory = new GuestMemory(spec.ramBytes());
        ram = new DmaRange(memory, isa.ramBase());
        Map<String, DeviceModel> unconnected = new LinkedHashMap<>();
        for (String name : isa.deviceModels()) {
            unconnected.put(name, models.apply(name).orElseThrow(() -> new IllegalStateException(
                    "instruction set " + isa.name() + " needs the device model " + name + ", which is absent")));
        }
        Map<String, Device> connected = new LinkedHashMap<>();
        machine = isa.newMachine(spec, memory, (model, line) -> connect(unconnected, connected, model, line), waist);
        waist.machine(machine);
        if (!unconnected.isEmpty()) {
            throw new IllegalStateException(
                    "instruction set " + isa.name() + " did not connect its devices " + unconnected.keySet());
        }
        isa.deviceModels().forEach(name -> devices.add(connected.get(name)));
    }

    MachineSpec spec() {
        return spec;
    }

    private Device connect(Map<String, DeviceModel> unconnected, Map<String, Device> connected, String name,
            InterruptLine line) {
        if (!unconnected.containsKey(name)) {
            throw new IllegalArgumentException(
                    "device model: expected one of " + unconnected.keySet() + ", actual " + name);
        }
        Device device = unconnected.remove(name).create(spec, ram, waist, line);
        connected.put(name, device);
        return device;
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

    /** Whoever stands behind the waist now takes requests again that were made and not answered. */
    void goLive() {
        devices.forEach(device -> device.goLive(step()));
    }

    Optional<Device> deviceFor(LogEntry.Input input) {
        return devices.stream().filter(device -> device.handles(input)).findFirst();
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

    /** Pages of memory. */
    int pages() {
        return memory.size() / GuestMemory.PAGE_BYTES;
    }

    /** As {@link GuestMemory#digestAhead}. */
    int digestAhead(int page, int pagesMax) {
        return memory.digestAhead(page, pagesMax);
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
        devices.forEach(device -> device.save(sink));
    }

    void save(StateSink sink) {
        saveConfiguration(sink);
        MemoryPages.save(memory, sink);
        saveSmallParts(sink);
        machine.save(sink);
    }

    /** Restores into a fresh guest of the same configuration; the source stands behind the memory. */
    void restore(MemoryPages pages, StateSource source) {
        pages.fill(memory);
        source.section("guest", STATE_VERSION);
        long step = source.i64();
        outputIndex = source.i64();
        if (outputIndex < 0) {
            throw new StateException("outputIndex: expected >=0 actual=" + outputIndex);
        }
        clock.restore(source);
        devices.forEach(device -> device.restore(source));
        machine.restore(source);
        if (machine.step() != step) {
            throw new StateException("step: expected=" + step + " actual=" + machine.step());
        }
    }
}
