package org.vmft.devices;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** One register; each read of it gives fresh random bytes of the host. */
final class Entropy implements Device {
    static final int DATA = 0x0;
    static final int WINDOW_BYTES = 4;
    private static final int STATE_VERSION = 1;

    private final MachineHost host;
    private final InterruptLine line;

    Entropy(MachineHost host, InterruptLine line) {
        this.host = host;
        this.line = line;
    }

    @Override
    public int windowBytes() {
        return WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        if (offset != DATA) {
            return 0;
        }
        byte[] bytes = host.result(Source.ENTROPY, Integer.BYTES, step);
        return AccessSize.read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(), size);
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
        sink.section("entropy", STATE_VERSION);
    }

    @Override
    public void restore(StateSource source) {
        source.section("entropy", STATE_VERSION);
        line.set(false);
    }
}
