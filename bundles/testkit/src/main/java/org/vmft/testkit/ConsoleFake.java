package org.vmft.testkit;

import java.util.ArrayDeque;
import java.util.Queue;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** The registers of the device model {@code console}. */
final class ConsoleFake implements Device {
    static final String MODEL = "console";
    private static final int WINDOW_BYTES = 16;
    private static final int INPUT_BYTES_MAX = 4096;

    private final MachineHost host;
    private final InterruptLine line;
    private final Queue<Byte> input = new ArrayDeque<>();
    private int interruptEnable;

    ConsoleFake(MachineHost host, InterruptLine line) {
        this.host = host;
        this.line = line;
    }

    @Override
    public int windowBytes() {
        return WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        long value = switch (offset) {
            case 0x0 -> input.isEmpty() ? 0 : input.remove() & 0xff;
            case 0x4 -> input.isEmpty() ? 0 : 1;
            case 0x8 -> interruptEnable;
            default -> 0;
        };
        raise();
        return value;
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        switch (offset) {
            case 0x0 -> host.output(new Output.Console(new byte[] {(byte) value}), step);
            case 0x8 -> interruptEnable = (int) value & 1;
            default -> { }
        }
        raise();
    }

    private void raise() {
        line.set(interruptEnable != 0 && !input.isEmpty());
    }

    @Override
    public boolean handles(LogEntry.Input entry) {
        return entry instanceof LogEntry.ConsoleInput;
    }

    @Override
    public boolean ready(LogEntry.Input entry) {
        return input.size() + ((LogEntry.ConsoleInput) entry).bytes().length <= INPUT_BYTES_MAX;
    }

    @Override
    public void deliver(LogEntry.Input entry, long step) {
        for (byte typed : ((LogEntry.ConsoleInput) entry).bytes()) {
            input.add(typed);
        }
        raise();
    }

    @Override
    public void save(StateSink sink) {
        sink.section(MODEL, 1);
        byte[] bytes = new byte[input.size()];
        int at = 0;
        for (byte typed : input) {
            bytes[at++] = typed;
        }
        sink.bytes(bytes);
        sink.i32(interruptEnable);
    }

    @Override
    public void restore(StateSource source) {
        source.section(MODEL, 1);
        input.clear();
        for (byte typed : source.bytes(INPUT_BYTES_MAX)) {
            input.add(typed);
        }
        interruptEnable = source.i32();
        raise();
    }
}
