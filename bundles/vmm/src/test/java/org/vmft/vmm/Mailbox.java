package org.vmft.vmm;

import java.util.ArrayDeque;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DigestSink;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** Takes every input: content and step go into guest memory and a hash; holds four until the guest reads them. */
final class Mailbox implements Device {
    static final String NAME = "mailbox";
    static final int CAPACITY = 4;

    static final class Model implements DeviceModel {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
            return new Mailbox(ram, spec.ramBytes(), line);
        }
    }

    private final DmaRange ram;
    private final int ramBytes;
    private final InterruptLine line;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private long hash;

    Mailbox(DmaRange ram, int ramBytes, InterruptLine line) {
        this.ram = ram;
        this.ramBytes = ramBytes;
        this.line = line;
    }

    @Override
    public int windowBytes() {
        return 8;
    }

    @Override
    public long load(int offset, int size, long step) {
        long value = waiting.isEmpty() ? 0 : waiting.remove();
        line.set(!waiting.isEmpty());
        return value;
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        hash += value;
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return InputQueue.bytesOf(input).length != 13;
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return waiting.size() < CAPACITY;
    }

    @Override
    public void deliver(LogEntry.Input input, long step) {
        byte[] bytes = InputQueue.bytesOf(input);
        DigestSink sink = new DigestSink();
        sink.i64(hash);
        sink.i64(step);
        sink.i32(input instanceof LogEntry.PacketArrival ? 1 : 2);
        sink.bytes(bytes);
        hash = sink.value();
        int length = Math.min(bytes.length, 1024);
        if (length > 0) {
            ram.write(Long.remainderUnsigned(hash, ramBytes - length), bytes, 0, length);
        }
        if (waiting.size() < CAPACITY) {
            waiting.add(hash);
        }
        line.set(true);
    }

    @Override
    public void save(StateSink sink) {
        sink.section(NAME, 1);
        sink.i64(hash);
        sink.i32(waiting.size());
        waiting.forEach(sink::i64);
    }

    @Override
    public void restore(StateSource source) {
        source.section(NAME, 1);
        hash = source.i64();
        waiting.clear();
        int count = source.i32();
        for (int at = 0; at < count; at++) {
            waiting.add(source.i64());
        }
        line.set(!waiting.isEmpty());
    }
}
