package org.vmft.testkit;

import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** The register of the device model {@code entropy}. */
final class EntropyFake implements Device {
    static final String MODEL = "entropy";
    private static final int WINDOW_BYTES = 4;

    private final MachineHost host;

    EntropyFake(MachineHost host) {
        this.host = host;
    }

    @Override
    public int windowBytes() {
        return WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        long value = 0;
        for (byte drawn : host.result(Source.ENTROPY, size, step)) {
            value = value << Byte.SIZE | drawn & 0xff;
        }
        return value;
    }

    @Override
    public void store(int offset, int size, long value, long step) {}

    @Override
    public boolean handles(LogEntry.Input input) {
        return false;
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return false;
    }

    @Override
    public void deliver(LogEntry.Input input, long step) {}

    @Override
    public void save(StateSink sink) {
        sink.section(MODEL, 1);
    }

    @Override
    public void restore(StateSource source) {
        source.section(MODEL, 1);
    }
}
