package org.vmft.isa.riscv32.internal.board;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.isa.riscv32.internal.hart.Bus;
import org.vmft.isa.riscv32.internal.hart.Cause;
import org.vmft.isa.riscv32.internal.hart.ControlRegisters;
import org.vmft.isa.riscv32.internal.hart.RamAccess;

/** The memory map, a subset of QEMU's {@code virt} board, and the interrupts that its parts raise. */
public final class Board implements Bus, ControlRegisters.Signals {
    public static final int RAM_BASE = 0x80000000;
    /** What is in the first virtio slots; the others are empty. */
    private static final List<String> VIRTIO_MODELS = List.of("virtio-net");
    private static final String UART_MODEL = "uart-16550";
    public static final List<String> DEVICE_MODELS = Stream.concat(Stream.of(UART_MODEL), VIRTIO_MODELS.stream()).toList();

    private record Mapping(int base, int bytes, Region region) {
        boolean contains(int address, int size) {
            return Integer.compareUnsigned(address - base, bytes - size) <= 0;
        }
    }

    private final Clint clint;
    private final Plic plic = new Plic();
    private final Htif htif;
    private final Mapping[] map;

    public Board(RamAccess ram, Devices models, MachineHost host, IntConsumer halt) {
        clint = new Clint(host);
        htif = new Htif(ram, halt);
        Device uart = models.connect(UART_MODEL, raised -> plic.line(MemoryMap.UART_SOURCE, raised));
        List<Mapping> mappings = new ArrayList<>();
        mappings.add(new Mapping(MemoryMap.CLINT_BASE, MemoryMap.CLINT_BYTES, clint));
        mappings.add(new Mapping(MemoryMap.UART_BASE, uart.windowBytes(), new DeviceRegion(uart)));
        mappings.add(new Mapping(MemoryMap.PLIC_BASE, MemoryMap.PLIC_BYTES, plic));
        for (int slot = 0; slot < MemoryMap.VIRTIO_SLOTS; slot++) {
            mappings.add(new Mapping(MemoryMap.virtioBase(slot), EmptySlot.BYTES, virtio(slot, models)));
        }
        mappings.add(new Mapping(MemoryMap.FINISHER_BASE, Finisher.BYTES, new Finisher(halt)));
        map = mappings.toArray(Mapping[]::new);
    }

    private Region virtio(int slot, Devices models) {
        if (slot >= VIRTIO_MODELS.size()) {
            return new EmptySlot();
        }
        int source = MemoryMap.virtioSource(slot);
        return new DeviceRegion(models.connect(VIRTIO_MODELS.get(slot), raised -> plic.line(source, raised)));
    }

    public Clint clint() {
        return clint;
    }

    public Htif htif() {
        return htif;
    }

    @Override
    public int find(int address, int bytes) {
        if ((address & bytes - 1) != 0) {
            return NOTHING;
        }
        for (int at = 0; at < map.length; at++) {
            if (map[at].contains(address, bytes)) {
                return map[at].region.takes(bytes) ? at : NOTHING;
            }
        }
        boolean tohost = htif.present() && Integer.compareUnsigned(address - htif.address(), Htif.BYTES - bytes) <= 0;
        return tohost ? map.length : NOTHING;
    }

    @Override
    public int load(int region, int address, int bytes, long step) {
        if (region == map.length) {
            return htif.load(address - htif.address(), bytes);
        }
        return map[region].region.load(address - map[region].base, bytes, step);
    }

    @Override
    public void store(int region, int address, int bytes, int value, long step) {
        if (region == map.length) {
            htif.store(address - htif.address(), bytes, value);
        } else {
            map[region].region.store(address - map[region].base, bytes, value, step);
        }
    }

    @Override
    public int pending(long step) {
        return (clint.softwarePending() ? 1 << Cause.MACHINE_SOFTWARE : 0)
                | (clint.timerPending(step) ? 1 << Cause.MACHINE_TIMER : 0)
                | (plic.externalPending() ? 1 << Cause.MACHINE_EXTERNAL : 0);
    }

    @Override
    public long time(long step) {
        return clint.time(step);
    }

    public void save(StateSink sink) {
        clint.save(sink);
        plic.save(sink);
        htif.save(sink);
    }

    public void restore(StateSource source) {
        clint.restore(source);
        plic.restore(source);
        htif.restore(source);
    }
}
