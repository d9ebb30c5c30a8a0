package org.vmft.devices;

import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** A console of bytes: what is written leaves at once, what is typed waits in a FIFO until the guest reads it. */
final class Console implements Device {
    static final int DATA = 0x0;
    static final int STATUS = 0x4;
    static final int INTERRUPT_ENABLE = 0x8;
    static final int WINDOW_BYTES = 16;
    /** Enough for typing ahead; more input waits outside until the guest has read. */
    static final int FIFO_BYTES = 256;
    private static final int STATE_VERSION = 1;

    private final MachineHost host;
    private final InterruptLine line;
    private final ByteFifo fifo = new ByteFifo(FIFO_BYTES);
    private boolean interruptEnabled;

    Console(MachineHost host, InterruptLine line) {
        this.host = host;
        this.line = line;
    }

    @Override
    public int windowBytes() {
        return WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        return switch (offset) {
            case DATA -> nextByte();
            case STATUS -> fifo.count() > 0 ? 1 : 0;
            case INTERRUPT_ENABLE -> interruptEnabled ? 1 : 0;
            default -> 0;
        };
    }

    private int nextByte() {
        int value = fifo.next();
        updateLine();
        return value;
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        if (offset == DATA) {
            host.output(new Output.Console(new byte[] {(byte) value}), step);
        } else if (offset == INTERRUPT_ENABLE) {
            interruptEnabled = (value & 1) != 0;
            updateLine();
        }
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return input instanceof ConsoleInput;
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return input instanceof ConsoleInput typed && typed.bytes().length <= fifo.room();
    }

    /** Bytes for which there is no room are lost, as on a serial line. */
    @Override
    public void deliver(LogEntry.Input input, long step) {
        if (input instanceof ConsoleInput typed) {
            for (byte value : typed.bytes()) {
                fifo.add(value);
            }
            updateLine();
        }
    }

    private void updateLine() {
        line.set(interruptEnabled && fifo.count() > 0);
    }

    @Override
    public void save(StateSink sink) {
        sink.section("console", STATE_VERSION);
        sink.flag(interruptEnabled);
        fifo.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        source.section("console", STATE_VERSION);
        interruptEnabled = source.flag();
        fifo.restore(source);
        updateLine();
    }
}
