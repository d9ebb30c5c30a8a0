package org.vmft.vmm;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;
import org.vmft.api.vm.VmHost;

/**
 * Collects entries until the next flush. Appending inside an instruction never fails: the machine is asked to stop while
 * one instruction's worst case still fits.
 */
final class Recorder implements LogSide {
    static final int FLUSH_ENTRIES_MAX = 2048;
    static final int FLUSH_BYTES_MAX = 256 << 10;
    static final int FLUSH_OUTPUT_BYTES_MAX = 256 << 10;
    private static final int ENTRY_OVERHEAD_BYTES = 16;
    /** Room for everything that one step may do, an interrupt entry, and the closing Progress. */
    private static final int RESERVE_ENTRIES = MachineHost.OUTPUTS_PER_STEP_MAX + MachineHost.RESULTS_PER_STEP_MAX + 2;
    private static final int RESERVE_BYTES = RESERVE_ENTRIES * (ENTRY_OVERHEAD_BYTES + Long.BYTES) + MachineHost.RESULT_BYTES_PER_STEP_MAX;

    private final VmHost host;
    private final Guest guest;
    private final Runnable requestStop;
    private List<TimedEntry> pending = new ArrayList<>();
    private int pendingBytes;
    private int outputBytes;
    private boolean urgent;
    private long position;
    private long progressStep;

    /** Begins after the entry at {@code position}, whose reader knows of everything before the present step. */
    Recorder(VmHost host, Guest guest, long position) {
        this.host = host;
        this.guest = guest;
        this.position = position;
        requestStop = guest.machine()::requestStop;
        progressStep = guest.step();
    }

    @Override
    public byte[] result(Source source, int length, long step) {
        byte[] bytes = host.entropy(length);
        if (bytes.length != length) {
            throw new IllegalStateException("entropy: expected " + length + " bytes, actual " + bytes.length);
        }
        append(step, new LogEntry.InstructionResult(source, bytes.clone()), length);
        stopWhenNearlyFull();
        return bytes;
    }

    @Override
    public void output(Output output, long step) {
        long index = guest.nextOutputIndex();
        append(step, OutputMarks.of(index, output), Long.BYTES);
        outputBytes += output.bytes().length;
        urgent = true;
        if (output instanceof Output.Frame) {
            requestStop.run();
        }
        stopWhenNearlyFull();
        host.output(index, position + pending.size(), output);
    }

    @Override
    public void disk(DiskRequest request) {
        host.disk(request);
    }

    @Override
    public void interruptTaken(int cause, long step) {
        append(step, new LogEntry.InterruptTaken(cause), 0);
        stopWhenNearlyFull();
    }

    /** Logs a delivery at the present step. */
    void deliver(LogEntry.Delivery delivery, int payloadBytes) {
        append(guest.step(), delivery, payloadBytes);
    }

    /** Whether a delivery of this size fits and leaves half of the flush to the quantum. */
    boolean hasRoomForDelivery(int payloadBytes) {
        return pending.size() < FLUSH_ENTRIES_MAX / 2 && pendingBytes + payloadBytes <= FLUSH_BYTES_MAX / 2;
    }

    /** Whether waiting for the next flush would delay an output. */
    boolean urgent() {
        return urgent;
    }

    boolean nearlyFull() {
        return pending.size() >= FLUSH_ENTRIES_MAX - RESERVE_ENTRIES
                || pendingBytes >= FLUSH_BYTES_MAX - RESERVE_BYTES
                || outputBytes >= FLUSH_OUTPUT_BYTES_MAX - MachineHost.OUTPUT_BYTES_PER_STEP_MAX;
    }

    /** Whether a digest was the last entry and nothing has happened since: within a flush it is the last delivery at its step. */
    boolean closedByDigest() {
        if (pending.isEmpty()) {
            return false;
        }
        TimedEntry last = pending.get(pending.size() - 1);
        return last.entry() instanceof LogEntry.Digest && last.step() == guest.step();
    }

    /** Whether a reader of the log knows less than it could. */
    boolean outstanding() {
        return !pending.isEmpty() || guest.step() > progressStep;
    }

    void flush() {
        append(guest.step(), new LogEntry.Progress(), 0);
        Flush flush = new Flush(position + 1, pending);
        pending = new ArrayList<>();
        pendingBytes = 0;
        outputBytes = 0;
        urgent = false;
        position = flush.lastPosition();
        progressStep = guest.step();
        host.flush(flush);
    }

    void restartPositions() {
        if (outstanding()) {
            flush();
        }
        position = 0;
    }

    long position() {
        return position;
    }

    private void append(long step, LogEntry entry, int payloadBytes) {
        pending.add(new TimedEntry(step, entry));
        pendingBytes += payloadBytes + ENTRY_OVERHEAD_BYTES;
    }

    private void stopWhenNearlyFull() {
        if (nearlyFull()) {
            requestStop.run();
        }
    }
}
