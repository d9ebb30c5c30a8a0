package org.vmft.isa.riscv32.internal.board;

import org.vmft.api.machine.Device;

/** A device model's register window. */
final class DeviceRegion implements Region {
    private final Device device;

    DeviceRegion(Device device) {
        this.device = device;
    }

    @Override
    public boolean takes(int bytes) {
        return true;
    }

    @Override
    public int load(int offset, int bytes, long step) {
        return (int) device.load(offset, bytes, step);
    }

    @Override
    public void store(int offset, int bytes, int value, long step) {
        device.store(offset, bytes, value & 0xffffffffL >>> Integer.SIZE - bytes * Byte.SIZE, step);
    }
}
