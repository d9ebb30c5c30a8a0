package org.vmft.vmm;

import java.util.Arrays;
import java.util.Optional;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.InstructionResult;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;
import org.vmft.api.vm.Divergence;
import org.vmft.api.vm.VmHost;

/**
 * Answers the machine from the log and checks what it does against it. The first mismatch is kept; from then on every
 * access returns zeros until the machine has stopped.
 */
final class Replayer implements LogSide {
    private final ReceivedLog log;
    private final VmHost host;
    private final Guest guest;
    private Optional<Divergence> divergence = Optional.empty();

    Replayer(ReceivedLog log, VmHost host, Guest guest) {
        this.log = log;
        this.host = host;
        this.guest = guest;
    }

    Optional<Divergence> divergence() {
        return divergence;
    }

    /** Notes a mismatch with the next entry of the log. */
    void diverge(long step, String expected, String actual) {
        if (divergence.isEmpty()) {
            divergence = Optional.of(new Divergence(log.position() + 1, step, expected, actual));
            guest.machine().requestStop();
        }
    }

    @Override
    public byte[] result(Source source, int length, long step) {
        byte[] zeros = new byte[length];
        if (divergence.isPresent()) {
            return zeros;
        }
        TimedEntry head = log.head();
        if (head.step() == step && head.entry() instanceof InstructionResult result
                && result.source() == source && result.bytes().length == length) {
            log.consume();
            return Arrays.copyOf(result.bytes(), length);
        }
        diverge(step, EntryText.of(head), "demand for " + length + " bytes of " + source + " at step " + step);
        return zeros;
    }

    @Override
    public void output(Output output, long step) {
        if (divergence.isPresent()) {
            return;
        }
        long index = guest.nextOutputIndex();
        if (check(OutputMarks.of(index, output), step)) {
            host.output(index, log.position(), output);
        }
    }

    /** Whoever recorded it had it performed; the completion is in the log. */
    @Override
    public void disk(DiskRequest request) {}

    @Override
    public void interruptTaken(int cause, long step) {
        if (divergence.isEmpty()) {
            check(new LogEntry.InterruptTaken(cause), step);
        }
    }

    private boolean check(LogEntry.Synchronous actual, long step) {
        TimedEntry head = log.head();
        if (head.step() == step && head.entry().equals(actual)) {
            log.consume();
            return true;
        }
        diverge(step, EntryText.of(head), EntryText.of(new TimedEntry(step, actual)));
        return false;
    }
}
