package org.vmft.devices.virtio;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.MachineSpec;
import org.vmft.devices.Slot;

/** Drives a virtio device as a guest does: negotiates, lays out queues in RAM, makes buffers available and looks at used ones. */
final class Driver {
    static final long RAM = 0x8000_0000L;
    static final int RAM_BYTES = 256 << 10;
    static final int WRITE = 2;
    static final int NEXT = 1;
    static final int STATUS_DRIVER = 3;
    static final int STATUS_LIVE = 15;
    /** Where buffers may be; the queues are below. */
    static final long BUFFERS = RAM + (64 << 10);
    private static final int QUEUE_BYTES = 16 << 10;

    final Slot slot;
    private final int[] sizes;
    private final int[] available;
    private final int[] used;
    private final int[] freeDescriptor;

    /** One descriptor to be. */
    record Piece(long address, int length, boolean writes) {}

    /** An entry of the used ring. */
    record Used(int head, int written) {}

    Driver(DeviceModel model, int... sizes) {
        this(new Slot(model, 1, new MachineSpec(RAM_BYTES, 0x5254_0012_3456L, ""), RAM), sizes);
    }

    Driver(Slot slot, int... sizes) {
        this.slot = slot;
        this.sizes = sizes;
        available = new int[sizes.length];
        used = new int[sizes.length];
        freeDescriptor = new int[sizes.length];
    }

    /** The same driver of another device. */
    Driver copyOn(Slot other) {
        Driver copy = new Driver(other, sizes);
        System.arraycopy(available, 0, copy.available, 0, sizes.length);
        System.arraycopy(used, 0, copy.used, 0, sizes.length);
        System.arraycopy(freeDescriptor, 0, copy.freeDescriptor, 0, sizes.length);
        return copy;
    }

    int queues() {
        return sizes.length;
    }

    /** Everything up to DRIVER_OK, accepting all that is offered. */
    Driver begin() {
        negotiate(offered());
        for (int queue = 0; queue < sizes.length; queue++) {
            enable(queue);
        }
        slot.store(VirtioMmio.STATUS, STATUS_LIVE);
        return this;
    }

    long offered() {
        slot.store(VirtioMmio.DEVICE_FEATURES_SELECT, 0);
        long low = slot.load(VirtioMmio.DEVICE_FEATURES);
        slot.store(VirtioMmio.DEVICE_FEATURES_SELECT, 1);
        return low | slot.load(VirtioMmio.DEVICE_FEATURES) << 32;
    }

    void negotiate(long features) {
        slot.store(VirtioMmio.STATUS, 0);
        slot.store(VirtioMmio.STATUS, 1);
        slot.store(VirtioMmio.STATUS, STATUS_DRIVER);
        slot.store(VirtioMmio.DRIVER_FEATURES_SELECT, 0);
        slot.store(VirtioMmio.DRIVER_FEATURES, features & 0xffff_ffffL);
        slot.store(VirtioMmio.DRIVER_FEATURES_SELECT, 1);
        slot.store(VirtioMmio.DRIVER_FEATURES, features >>> 32);
        slot.store(VirtioMmio.STATUS, STATUS_DRIVER | 8);
    }

    void enable(int queue) {
        for (long at = descriptors(queue); at < descriptors(queue) + QUEUE_BYTES; at += 4) {
            word(at, 0);
        }
        available[queue] = 0;
        used[queue] = 0;
        freeDescriptor[queue] = 0;
        slot.store(VirtioMmio.QUEUE_SELECT, queue);
        slot.store(VirtioMmio.QUEUE_SIZE, sizes[queue]);
        address(VirtioMmio.QUEUE_DESCRIPTORS_LOW, descriptors(queue));
        address(VirtioMmio.QUEUE_DRIVER_LOW, driverArea(queue));
        address(VirtioMmio.QUEUE_DEVICE_LOW, deviceArea(queue));
        slot.store(VirtioMmio.QUEUE_READY, 1);
    }

    void address(int register, long address) {
        slot.store(register, address & 0xffff_ffffL);
        slot.store(register + 4, address >>> 32);
    }

    long descriptors(int queue) {
        return RAM + (long) queue * QUEUE_BYTES;
    }

    long driverArea(int queue) {
        return descriptors(queue) + (8 << 10);
    }

    long deviceArea(int queue) {
        return descriptors(queue) + (12 << 10);
    }

    /** Writes a chain of descriptors and makes it available; returns its head. */
    int offer(int queue, Piece... pieces) {
        int head = freeDescriptor[queue];
        for (int at = 0; at < pieces.length; at++) {
            int next = (freeDescriptor[queue] + 1) % sizes[queue];
            boolean last = at == pieces.length - 1;
            descriptor(queue, freeDescriptor[queue], pieces[at].address, pieces[at].length,
                    (pieces[at].writes ? WRITE : 0) | (last ? 0 : NEXT), last ? 0 : next);
            freeDescriptor[queue] = next;
        }
        makeAvailable(queue, head);
        return head;
    }

    void descriptor(int queue, int index, long address, int length, int flags, int next) {
        long at = descriptors(queue) + 16L * index;
        word(at, (int) address);
        word(at + 4, (int) (address >>> 32));
        word(at + 8, length);
        word(at + 12, flags | next << 16);
    }

    void makeAvailable(int queue, int head) {
        half(driverArea(queue) + 4 + 2L * (available[queue] % sizes[queue]), head);
        availableIndex(queue, ++available[queue]);
    }

    void availableIndex(int queue, int index) {
        half(driverArea(queue) + 2, index);
    }

    void suppressInterrupts(int queue) {
        half(driverArea(queue), 1);
    }

    void kick(int queue) {
        slot.store(VirtioMmio.QUEUE_NOTIFY, queue);
    }

    /** Buffers returned since the last call. */
    List<Used> takeUsed(int queue) {
        List<Used> taken = new ArrayList<>();
        int index = Short.toUnsignedInt(slot.memory.load16(offset(deviceArea(queue) + 2)));
        for (; (used[queue] & 0xffff) != index; used[queue]++) {
            int entry = offset(deviceArea(queue) + 4 + 8L * (used[queue] % sizes[queue]));
            taken.add(new Used(slot.memory.load32(entry), slot.memory.load32(entry + 4)));
        }
        return taken;
    }

    void word(long address, int value) {
        slot.memory.store32(offset(address), value);
    }

    private void half(long address, int value) {
        slot.memory.store16(offset(address), (short) value);
    }

    void bytes(long address, byte[] bytes) {
        slot.memory.write(offset(address), bytes, 0, bytes.length);
    }

    byte[] bytes(long address, int length) {
        return slot.memory.read(offset(address), length);
    }

    static int offset(long address) {
        return (int) (address - RAM);
    }

    long status() {
        return slot.load(VirtioMmio.STATUS);
    }

    long interrupts() {
        return slot.load(VirtioMmio.INTERRUPT_STATUS);
    }
}
