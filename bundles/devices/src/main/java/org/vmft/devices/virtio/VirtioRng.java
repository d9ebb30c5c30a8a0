package org.vmft.devices.virtio;

import java.util.List;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** An entropy device (VIRTIO 1.2, section 5.4): fills each buffer, or the beginning of it, with random bytes of the host. */
final class VirtioRng implements VirtioFunction {
    static final String NAME = "virtio-rng";
    static final int REQUESTS = 0;
    /** One notification answers them all, which {@link MachineHost#RESULTS_PER_STEP_MAX} must allow. */
    static final int SIZE_MAX = 8;
    /** More than any guest asks for at once; a driver asks again for more. */
    static final int BYTES_MAX = MachineHost.RESULT_BYTES_PER_STEP_MAX / MachineHost.RESULTS_PER_STEP_MAX;

    private static final Kind KIND = new Kind(NAME, 4, 0, List.of(SIZE_MAX));

    private final MachineHost host;

    VirtioRng(MachineHost host) {
        this.host = host;
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public byte[] configuration() {
        return new byte[0];
    }

    @Override
    public void notified(int queue, DriverSide driver, long step) throws BrokenQueueException {
        driver.queue(REQUESTS).answerEach(chain -> fill(chain, step));
    }

    private int fill(DescriptorChain chain, long step) {
        int length = (int) Math.min(BYTES_MAX, chain.writableBytes());
        if (length > 0) {
            chain.write(0, host.result(Source.ENTROPY, length, step));
        }
        return length;
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return false;
    }

    @Override
    public boolean ready(LogEntry.Input input, DriverSide driver) {
        return false;
    }

    @Override
    public void deliver(LogEntry.Input input, DriverSide driver, long step) {
        // It handles no input.
    }

    @Override
    public void save(StateSink sink) {
        // Its queue is all it has.
    }

    @Override
    public void restore(StateSource source) {
        // Its queue is all it has.
    }
}
