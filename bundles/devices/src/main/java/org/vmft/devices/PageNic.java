package org.vmft.devices;

import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * A network card in one page of registers. The guest posts receive buffers; a frame waits as a bounce buffer in the log
 * and reaches guest memory in {@link #deliver} only.
 */
final class PageNic implements Device {
    static final int MAC_LOW = 0x00;
    static final int MAC_HIGH = 0x04;
    static final int STATUS = 0x08;
    static final int INTERRUPT_ENABLE = 0x0c;
    static final int RX_POST_ADDRESS = 0x10;
    static final int RX_POST_LENGTH = 0x14;
    static final int RX_FREE = 0x18;
    static final int RX_LENGTH = 0x1c;
    static final int RX_ADDRESS = 0x20;
    static final int RX_POP = 0x24;
    static final int TX_ADDRESS = 0x28;
    static final int TX_LENGTH = 0x2c;
    static final int RX_DROPPED = 0x30;
    static final int ERRORS = 0x34;
    static final int WINDOW_BYTES = 4096;
    /** Receive slots; one is taken from the post until its completion is popped. */
    static final int SLOTS = 16;
    static final int FRAME_BYTES_MIN = 14;
    static final int FRAME_BYTES_MAX = 1518;
    private static final int STATE_VERSION = 1;

    private final int macLow;
    private final int macHigh;
    private final DmaRange ram;
    private final MachineHost host;
    private final InterruptLine line;
    private final BufferRing posted = new BufferRing(SLOTS);
    private final BufferRing completed = new BufferRing(SLOTS);
    private boolean interruptEnabled;
    private int postAddress;
    private int sendAddress;
    private int dropped;
    private int errors;

    PageNic(long macAddress, DmaRange ram, MachineHost host, InterruptLine line) {
        long inMemoryOrder = Long.reverseBytes(macAddress << 16);
        macLow = (int) inMemoryOrder;
        macHigh = (int) (inMemoryOrder >>> 32);
        this.ram = ram;
        this.host = host;
        this.line = line;
    }

    @Override
    public int windowBytes() {
        return WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        return AccessSize.read(register(offset), size);
    }

    private int register(int offset) {
        return switch (offset) {
            case MAC_LOW -> macLow;
            case MAC_HIGH -> macHigh;
            case STATUS -> completed.count() > 0 ? 1 : 0;
            case INTERRUPT_ENABLE -> interruptEnabled ? 1 : 0;
            case RX_FREE -> freeSlots();
            case RX_LENGTH -> completed.length();
            case RX_ADDRESS -> completed.address();
            case RX_DROPPED -> dropped;
            case ERRORS -> errors;
            default -> 0;
        };
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        int written = AccessSize.written(value, size);
        switch (offset) {
            case INTERRUPT_ENABLE -> interruptEnabled = (written & 1) != 0;
            case RX_POST_ADDRESS -> postAddress = written;
            case RX_POST_LENGTH -> post(written);
            case RX_POP -> completed.remove();
            case TX_ADDRESS -> sendAddress = written;
            case TX_LENGTH -> send(written, step);
            default -> { }
        }
        updateLine();
    }

    private int freeSlots() {
        return SLOTS - posted.count() - completed.count();
    }

    private void post(int length) {
        if (freeSlots() == 0 || !BufferRing.within(ram, postAddress, length)) {
            errors++;
        } else {
            posted.add(postAddress, length);
        }
    }

    private void send(int length, long step) {
        if (length < FRAME_BYTES_MIN || length > FRAME_BYTES_MAX || !BufferRing.within(ram, sendAddress, length)) {
            errors++;
        } else {
            host.output(new Output.Frame(ram.read(Integer.toUnsignedLong(sendAddress), length)), step);
        }
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return input instanceof PacketArrival;
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return handles(input) && posted.count() > 0;
    }

    @Override
    public void deliver(LogEntry.Input input, long step) {
        if (!(input instanceof PacketArrival arrival)) {
            return;
        }
        byte[] frame = arrival.bytes();
        // Capacities are unsigned; an empty frame could not be told from no completion.
        if (posted.count() == 0 || frame.length == 0
                || Integer.compareUnsigned(frame.length, posted.length()) > 0) {
            dropped++;
            return;
        }
        ram.write(Integer.toUnsignedLong(posted.address()), frame, 0, frame.length);
        completed.add(posted.address(), frame.length);
        posted.remove();
        updateLine();
    }

    private void updateLine() {
        line.set(interruptEnabled && completed.count() > 0);
    }

    @Override
    public void save(StateSink sink) {
        sink.section("page-nic", STATE_VERSION);
        sink.flag(interruptEnabled);
        sink.i32(postAddress);
        sink.i32(sendAddress);
        sink.i32(dropped);
        sink.i32(errors);
        posted.save(sink);
        completed.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        source.section("page-nic", STATE_VERSION);
        interruptEnabled = source.flag();
        postAddress = source.i32();
        sendAddress = source.i32();
        dropped = source.i32();
        errors = source.i32();
        posted.restore(source, ram);
        completed.restore(source, ram);
        if (freeSlots() < 0) {
            throw new StateException("page-nic slots: expected<=" + SLOTS + " actual="
                    + (posted.count() + completed.count()));
        }
        updateLine();
    }
}
