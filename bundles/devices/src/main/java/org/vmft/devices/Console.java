package org.vmft.devices;

import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateException;
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
    private final byte[] fifo = new byte[FIFO_BYTES];
    private int oldest;
    private int count;
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
            case STATUS -> count > 0 ? 1 : 0;
            case INTERRUPT_ENABLE -> interruptEnabled ? 1 : 0;
            default -> 0;
        };
    }

    private int nextByte() {
        if (count == 0) {
            return 0;
        }
        int value = fifo[oldest] & 0xff;
        oldest = (oldest + 1) % FIFO_BYTES;
        count--;
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
        return input instanceof ConsoleInput typed && typed.bytes().length <= FIFO_BYTES - count;
    }

    /** Bytes for which there is no room are lost, as on a serial line. */
    @Override
    public void deliver(LogEntry.Input input, long step) {
        if (input instanceof ConsoleInput typed) {
            int taken = Math.min(typed.bytes().length, FIFO_BYTES - count);
            for (int at = 0; at < taken; at++) {
                fifo[(oldest + count + at) % FIFO_BYTES] = typed.bytes()[at];
            }
            count += taken;
            updateLine();
        }
    }

    private void updateLine() {
        line.set(interruptEnabled && count > 0);
    }

    @Override
    public void save(StateSink sink) {
        byte[] waiting = new byte[count];
        for (int at = 0; at < count; at++) {
            waiting[at] = fifo[(oldest + at) % FIFO_BYTES];
        }
        sink.section("console", STATE_VERSION);
        sink.flag(interruptEnabled);
        sink.bytes(waiting);
    }

    @Override
    public void restore(StateSource source) {
        source.section("console", STATE_VERSION);
        interruptEnabled = source.flag();
        byte[] waiting = source.bytes(FIFO_BYTES);
        if (waiting.length > FIFO_BYTES) {
            throw new StateException("console FIFO: expected<=" + FIFO_BYTES + " actual=" + waiting.length);
        }
        System.arraycopy(waiting, 0, fifo, 0, waiting.length);
        oldest = 0;
        count = waiting.length;
        updateLine();
    }
}
