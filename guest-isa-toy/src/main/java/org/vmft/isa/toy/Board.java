package org.vmft.isa.toy;

import java.util.List;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.InterruptLine;

/** The memory map above RAM: one page of addresses for each device, beginning with its register window. */
final class Board {
    static final List<String> DEVICE_MODELS = List.of("console", "page-nic", "entropy");

    private static final int DEVICES_BASE = 0xf0000000;
    private static final int WINDOW_SHIFT = 12;
    private static final int WINDOW_MASK = (1 << WINDOW_SHIFT) - 1;

    private final Device[] devices;

    Board(Devices models, InterruptLine console, InterruptLine nic) {
        InterruptLine unconnected = raised -> { };
        devices = new Device[] {
            models.connect(DEVICE_MODELS.get(0), console),
            models.connect(DEVICE_MODELS.get(1), nic),
            models.connect(DEVICE_MODELS.get(2), unconnected)};
    }

    boolean answers(int address, int size) {
        int slot = address - DEVICES_BASE >>> WINDOW_SHIFT;
        return slot < devices.length && (address & WINDOW_MASK) + size <= devices[slot].windowBytes();
    }

    int load(int address, int size, long step) {
        return (int) devices[address - DEVICES_BASE >>> WINDOW_SHIFT].load(address & WINDOW_MASK, size, step);
    }

    void store(int address, int size, int value, long step) {
        long bits = value & 0xffffffffL >>> Integer.SIZE - size * Byte.SIZE;
        devices[address - DEVICES_BASE >>> WINDOW_SHIFT].store(address & WINDOW_MASK, size, bits, step);
    }
}
