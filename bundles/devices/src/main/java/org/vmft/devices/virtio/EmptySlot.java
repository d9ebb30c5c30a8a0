package org.vmft.devices.virtio;

import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.devices.AccessSize;

/** The place of a device that this machine does not have; it identifies itself as that (VIRTIO 1.2, section 4.2.2). */
final class EmptySlot implements Device {
    private static final int STATE_VERSION = 1;

    private final String name;

    /** @param name of the device that is missing */
    EmptySlot(String name) {
        this.name = name;
    }

    @Override
    public int windowBytes() {
        return VirtioMmio.WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        return switch (offset) {
            case VirtioMmio.MAGIC -> AccessSize.read(VirtioMmio.MAGIC_VALUE, size);
            case VirtioMmio.VERSION -> VirtioMmio.VERSION_VALUE;
            default -> 0;
        };
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        // There is nothing to write to.
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return false;
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return false;
    }

    @Override
    public void deliver(LogEntry.Input input, long step) {
        // It handles no input.
    }

    @Override
    public void save(StateSink sink) {
        sink.section(name + " missing", STATE_VERSION);
    }

    @Override
    public void restore(StateSource source) {
        source.section(name + " missing", STATE_VERSION);
    }
}
