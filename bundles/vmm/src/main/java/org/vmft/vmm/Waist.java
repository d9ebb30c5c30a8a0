package org.vmft.vmm;

import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;

/** The host that a machine sees for its whole life, whichever side of the log it is on. */
final class Waist implements MachineHost {
    static final int RESULT_BYTES_MAX = 4096;

    private final VirtualClock clock;
    private Machine machine;
    private LogSide side;

    Waist(VirtualClock clock) {
        this.clock = clock;
    }

    void machine(Machine attached) {
        machine = attached;
    }

    void side(LogSide newSide) {
        side = newSide;
    }

    @Override
    public long time(long step) {
        return clock.time(step);
    }

    @Override
    public long dueStep(long time, long fromStep) {
        return clock.dueStep(time, fromStep);
    }

    @Override
    public byte[] result(Source source, int length, long step) {
        if (length < 0 || length > RESULT_BYTES_MAX) {
            throw new IllegalArgumentException("length: expected 0.." + RESULT_BYTES_MAX + ", actual " + length);
        }
        return side.result(source, length, step);
    }

    @Override
    public void output(Output output, long step) {
        side.output(output, step);
    }

    @Override
    public void disk(DiskRequest request, long step) {
        side.disk(request);
    }

    @Override
    public void interruptTaken(int cause, long step) {
        side.interruptTaken(cause, step);
    }

    @Override
    public void requestStop() {
        machine.requestStop();
    }
}
