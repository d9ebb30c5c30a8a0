package org.vmft.testkit;

import java.util.ArrayDeque;
import java.util.Queue;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** The registers of the device model {@code page-nic}, enough for guests that use them properly. */
final class PageNicFake implements Device {
    static final String MODEL = "page-nic";
    private static final int QUEUE_MAX = 16;
    private static final int FRAME_BYTES_MAX = 1514;

    private record Buffer(int address, int length) {}

    private final MachineSpec spec;
    private final DmaRange ram;
    private final MachineHost host;
    private final InterruptLine line;
    private final Queue<Buffer> posted = new ArrayDeque<>();
    private final Queue<Buffer> completed = new ArrayDeque<>();
    private int postAddress;
    private int sendAddress;
    private int interruptEnable;
    private int dropped;
    private int errors;

    PageNicFake(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
        this.spec = spec;
        this.ram = ram;
        this.host = host;
        this.line = line;
    }

    @Override
    public int windowBytes() {
        return GuestMemory.PAGE_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        Buffer oldest = completed.peek();
        return switch (offset) {
            case 0x00 -> Integer.reverseBytes((int) (spec.macAddress() >>> 16));
            case 0x04 -> Short.reverseBytes((short) spec.macAddress()) & 0xffff;
            case 0x08 -> oldest == null ? 0 : 1;
            case 0x0c -> interruptEnable;
            case 0x18 -> QUEUE_MAX - posted.size() - completed.size();
            case 0x1c -> oldest == null ? 0 : oldest.length;
            case 0x20 -> oldest == null ? 0 : oldest.address;
            case 0x30 -> dropped;
            case 0x34 -> errors;
            default -> 0;
        };
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        int word = (int) value;
        switch (offset) {
            case 0x0c -> interruptEnable = word & 1;
            case 0x10 -> postAddress = word;
            case 0x14 -> post(word);
            case 0x24 -> completed.poll();
            case 0x28 -> sendAddress = word;
            case 0x2c -> send(word, step);
            default -> { }
        }
        raise();
    }

    private void post(int length) {
        if (posted.size() + completed.size() < QUEUE_MAX && inRam(postAddress, length)) {
            posted.add(new Buffer(postAddress, length));
        } else {
            errors++;
        }
    }

    private void send(int length, long step) {
        if (length <= FRAME_BYTES_MAX && inRam(sendAddress, length)) {
            host.output(new Output.Frame(ram.read(Integer.toUnsignedLong(sendAddress), length)), step);
        } else {
            errors++;
        }
    }

    private boolean inRam(int address, int length) {
        return ram.contains(Integer.toUnsignedLong(address), length);
    }

    private void raise() {
        line.set(interruptEnable != 0 && !completed.isEmpty());
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return input instanceof LogEntry.PacketArrival;
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return !posted.isEmpty();
    }

    @Override
    public void deliver(LogEntry.Input input, long step) {
        byte[] frame = ((LogEntry.PacketArrival) input).bytes();
        Buffer buffer = posted.peek();
        if (buffer == null || buffer.length < frame.length) {
            dropped++;
            return;
        }
        posted.remove();
        ram.write(Integer.toUnsignedLong(buffer.address), frame, 0, frame.length);
        completed.add(new Buffer(buffer.address, frame.length));
        raise();
    }

    @Override
    public void save(StateSink sink) {
        sink.section(MODEL, 1);
        save(sink, posted);
        save(sink, completed);
        sink.i32(postAddress);
        sink.i32(sendAddress);
        sink.i32(interruptEnable);
        sink.i32(dropped);
        sink.i32(errors);
    }

    private static void save(StateSink sink, Queue<Buffer> queue) {
        sink.i32(queue.size());
        for (Buffer buffer : queue) {
            sink.i32(buffer.address);
            sink.i32(buffer.length);
        }
    }

    @Override
    public void restore(StateSource source) {
        source.section(MODEL, 1);
        restore(source, posted);
        restore(source, completed);
        postAddress = source.i32();
        sendAddress = source.i32();
        interruptEnable = source.i32();
        dropped = source.i32();
        errors = source.i32();
        raise();
    }

    private static void restore(StateSource source, Queue<Buffer> queue) {
        queue.clear();
        int count = source.i32();
        for (int i = 0; i < count; i++) {
            queue.add(new Buffer(source.i32(), source.i32()));
        }
    }
}
