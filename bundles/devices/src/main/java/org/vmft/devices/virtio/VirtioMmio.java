package org.vmft.devices.virtio;

import java.util.List;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.devices.AccessSize;

/**
 * A virtio device behind registers in memory, version 2 (VIRTIO 1.2, section 4.2.2). A device finds out what its driver
 * did wrong when it looks at it; it then sets DEVICE_NEEDS_RESET and does nothing more until it is reset.
 */
final class VirtioMmio implements Device {
    static final int MAGIC = 0x000;
    static final int VERSION = 0x004;
    static final int DEVICE_ID = 0x008;
    static final int VENDOR_ID = 0x00c;
    static final int DEVICE_FEATURES = 0x010;
    static final int DEVICE_FEATURES_SELECT = 0x014;
    static final int DRIVER_FEATURES = 0x020;
    static final int DRIVER_FEATURES_SELECT = 0x024;
    static final int QUEUE_SELECT = 0x030;
    static final int QUEUE_SIZE_MAX = 0x034;
    static final int QUEUE_SIZE = 0x038;
    static final int QUEUE_READY = 0x044;
    static final int QUEUE_NOTIFY = 0x050;
    static final int INTERRUPT_STATUS = 0x060;
    static final int INTERRUPT_ACKNOWLEDGE = 0x064;
    static final int STATUS = 0x070;
    static final int QUEUE_DESCRIPTORS_LOW = 0x080;
    static final int QUEUE_DESCRIPTORS_HIGH = 0x084;
    static final int QUEUE_DRIVER_LOW = 0x090;
    static final int QUEUE_DRIVER_HIGH = 0x094;
    static final int QUEUE_DEVICE_LOW = 0x0a0;
    static final int QUEUE_DEVICE_HIGH = 0x0a4;
    static final int SHARED_MEMORY_LENGTH_LOW = 0x0b0;
    static final int SHARED_MEMORY_BASE_HIGH = 0x0bc;
    static final int CONFIGURATION_GENERATION = 0x0fc;
    static final int CONFIGURATION = 0x100;
    static final int WINDOW_BYTES = 0x200;

    /** "virt", little-endian. */
    static final int MAGIC_VALUE = 0x74726976;
    static final int VERSION_VALUE = 2;
    /** "vmft", little-endian. */
    static final int VENDOR = 0x74666d76;
    static final long FEATURE_VERSION_1 = 1L << 32;

    static final int STATUS_DRIVER_OK = 1 << 2;
    static final int STATUS_FEATURES_OK = 1 << 3;
    static final int STATUS_NEEDS_RESET = 1 << 6;
    /** ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK, FAILED. */
    static final int STATUS_OF_DRIVER = 0x8f;
    static final int INTERRUPT_USED_BUFFER = 1;
    static final int INTERRUPT_CONFIGURATION = 1 << 1;

    private static final int STATE_VERSION = 1;

    private final VirtioFunction function;
    private final InterruptLine line;
    private final List<Virtqueue> queues;
    private final Virtqueue noQueue;
    private final byte[] configuration;
    private final long features;
    private int deviceFeaturesSelect;
    private int driverFeaturesSelect;
    private long driverFeatures;
    private int queueSelect;
    private int interruptStatus;
    private int status;

    VirtioMmio(VirtioFunction function, DmaRange ram, InterruptLine line) {
        this.function = function;
        this.line = line;
        queues = function.kind().queueSizesMax().stream().map(sizeMax -> new Virtqueue(ram, sizeMax)).toList();
        noQueue = new Virtqueue(ram, 0);
        configuration = function.configuration();
        features = function.kind().features() | FEATURE_VERSION_1;
    }

    @Override
    public int windowBytes() {
        return WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        if (offset >= CONFIGURATION && offset < WINDOW_BYTES) {
            return configuration(offset - CONFIGURATION, size);
        }
        return AccessSize.read(register(offset), size);
    }

    private long configuration(int from, int size) {
        long value = 0;
        for (int at = Math.min(configuration.length, from + size) - 1; at >= from; at--) {
            value = value << Byte.SIZE | configuration[at] & 0xff;
        }
        return value;
    }

    private int register(int offset) {
        return switch (offset) {
            case MAGIC -> MAGIC_VALUE;
            case VERSION -> VERSION_VALUE;
            case DEVICE_ID -> function.kind().deviceId();
            case VENDOR_ID -> VENDOR;
            case DEVICE_FEATURES -> half(features, deviceFeaturesSelect);
            case QUEUE_SIZE_MAX -> queue().sizeMax();
            case QUEUE_READY -> queue().ready() ? 1 : 0;
            case INTERRUPT_STATUS -> interruptStatus;
            case STATUS -> status;
            // A region of length -1 does not exist (section 4.2.2.1).
            case SHARED_MEMORY_LENGTH_LOW, SHARED_MEMORY_LENGTH_LOW + 4, SHARED_MEMORY_BASE_HIGH - 4, SHARED_MEMORY_BASE_HIGH -> -1;
            default -> 0;
        };
    }

    private static int half(long bits, int select) {
        return select == 0 ? (int) bits : select == 1 ? (int) (bits >>> Integer.SIZE) : 0;
    }

    /** The one that the driver has selected; for one that does not exist a queue of no buffers, which never gets ready. */
    private Virtqueue queue() {
        return queueSelect >= 0 && queueSelect < queues.size() ? queues.get(queueSelect) : noQueue;
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        int written = AccessSize.written(value, size);
        try {
            write(offset, written, step);
        } catch (BrokenQueueException broken) {
            needReset();
        }
        updateLine();
    }

    private void write(int offset, int written, long step) throws BrokenQueueException {
        switch (offset) {
            case DEVICE_FEATURES_SELECT -> deviceFeaturesSelect = written;
            case DRIVER_FEATURES -> driverFeatures(written);
            case DRIVER_FEATURES_SELECT -> driverFeaturesSelect = written;
            case QUEUE_SELECT -> queueSelect = written;
            case QUEUE_SIZE -> queue().size(written);
            case QUEUE_READY -> queueReady((written & 1) != 0);
            case QUEUE_NOTIFY -> notified(written, step);
            case INTERRUPT_ACKNOWLEDGE -> interruptStatus &= ~written;
            case STATUS -> status(written);
            case QUEUE_DESCRIPTORS_LOW, QUEUE_DESCRIPTORS_HIGH -> queue().descriptors(offset == QUEUE_DESCRIPTORS_HIGH, written);
            case QUEUE_DRIVER_LOW, QUEUE_DRIVER_HIGH -> queue().driverArea(offset == QUEUE_DRIVER_HIGH, written);
            case QUEUE_DEVICE_LOW, QUEUE_DEVICE_HIGH -> queue().deviceArea(offset == QUEUE_DEVICE_HIGH, written);
            default -> { }
        }
    }

    private void driverFeatures(int written) {
        if ((status & STATUS_FEATURES_OK) != 0) {
            return;
        }
        long bits = Integer.toUnsignedLong(written);
        if (driverFeaturesSelect == 0) {
            driverFeatures = driverFeatures >>> Integer.SIZE << Integer.SIZE | bits;
        } else if (driverFeaturesSelect == 1) {
            driverFeatures = bits << Integer.SIZE | Integer.toUnsignedLong((int) driverFeatures);
        }
    }

    private void queueReady(boolean wanted) throws BrokenQueueException {
        Virtqueue queue = queue();
        if (queue == noQueue || queue.ready() == wanted) {
            return;
        }
        if (wanted) {
            queue.enable();
        } else {
            queue.disable();
            function.queuesTaken();
        }
    }

    private void notified(int queue, long step) throws BrokenQueueException {
        if (live() && queue >= 0 && queue < queues.size()) {
            try {
                function.notified(queue, driver(), step);
            } finally {
                returnedBuffers();
            }
        }
    }

    private DriverSide driver() {
        return new DriverSide(live(), driverFeatures, queues);
    }

    private boolean live() {
        return (status & (STATUS_DRIVER_OK | STATUS_FEATURES_OK | STATUS_NEEDS_RESET)) == (STATUS_DRIVER_OK | STATUS_FEATURES_OK);
    }

    /** A driver sets bits, one after another, and clears them only by writing 0, which resets (section 2.1). */
    private void status(int written) {
        if (written == 0) {
            reset();
            return;
        }
        boolean acceptable = (driverFeatures & ~features) == 0 && (driverFeatures & FEATURE_VERSION_1) != 0;
        status |= written & (acceptable ? STATUS_OF_DRIVER : STATUS_OF_DRIVER & ~STATUS_FEATURES_OK);
    }

    private void reset() {
        queues.forEach(Virtqueue::reset);
        function.queuesTaken();
        deviceFeaturesSelect = 0;
        driverFeaturesSelect = 0;
        driverFeatures = 0;
        queueSelect = 0;
        interruptStatus = 0;
        status = 0;
    }

    private void needReset() {
        status |= STATUS_NEEDS_RESET;
        if ((status & STATUS_DRIVER_OK) != 0) {
            interruptStatus |= INTERRUPT_CONFIGURATION;
        }
    }

    private void returnedBuffers() {
        for (Virtqueue queue : queues) {
            if (queue.takeInterrupt()) {
                interruptStatus |= INTERRUPT_USED_BUFFER;
            }
        }
    }

    private void updateLine() {
        line.set(interruptStatus != 0);
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return function.handles(input);
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        try {
            return handles(input) && function.ready(input, driver());
        } catch (BrokenQueueException broken) {
            // Its delivery will find the same, and is where state may change.
            return true;
        }
    }

    @Override
    public void deliver(LogEntry.Input input, long step) {
        if (!handles(input)) {
            return;
        }
        try {
            function.deliver(input, driver(), step);
        } catch (BrokenQueueException broken) {
            needReset();
        }
        returnedBuffers();
        updateLine();
    }

    @Override
    public void goLive(long step) {
        function.goLive(step);
    }

    @Override
    public void save(StateSink sink) {
        sink.section(function.kind().name(), STATE_VERSION);
        sink.i32(deviceFeaturesSelect);
        sink.i32(driverFeaturesSelect);
        sink.i64(driverFeatures);
        sink.i32(queueSelect);
        sink.i32(interruptStatus);
        sink.i32(status);
        queues.forEach(queue -> queue.save(sink));
        function.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        source.section(function.kind().name(), STATE_VERSION);
        deviceFeaturesSelect = source.i32();
        driverFeaturesSelect = source.i32();
        driverFeatures = source.i64();
        queueSelect = source.i32();
        interruptStatus = bits(source.i32(), INTERRUPT_USED_BUFFER | INTERRUPT_CONFIGURATION);
        status = bits(source.i32(), STATUS_OF_DRIVER | STATUS_NEEDS_RESET);
        queues.forEach(queue -> queue.restore(source));
        function.restore(source);
        updateLine();
    }

    private int bits(int saved, int mask) {
        if ((saved & ~mask) != 0) {
            throw new StateException("%s register: expected=bits of %x actual=%x".formatted(function.kind().name(), mask, saved));
        }
        return saved;
    }
}
