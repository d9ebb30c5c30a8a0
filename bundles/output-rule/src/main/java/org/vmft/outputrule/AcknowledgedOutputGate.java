package org.vmft.outputrule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.vmft.api.machine.Output;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.output.Outlet;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;

/**
 * One monitor around the held outputs, the mode and what the mode's backup has acknowledged, so that a role change and
 * a late acknowledgement from a receiving thread cannot interleave: whichever comes second sees the other whole.
 */
final class AcknowledgedOutputGate implements OutputGate {
    /** Below every position: not even what is marked at position 0 is acknowledged. */
    private static final long NOTHING = -1;

    private final Outlet outlet;
    private final int heldOutputsMax;
    private final long heldBytesMax;
    private final Deque<HeldOutput> held = new ArrayDeque<>();
    private long heldBytes;
    private long lastIndex;
    private long released;
    private ReleaseMode mode = new ReleaseMode.Closed();
    private long acknowledged = NOTHING;
    private boolean leased;
    private long leaseUntilNanos;

    AcknowledgedOutputGate(Outlet outlet, long released, int heldOutputsMax, long heldBytesMax) {
        this.outlet = Objects.requireNonNull(outlet);
        this.released = released;
        this.lastIndex = released;
        this.heldOutputsMax = heldOutputsMax;
        this.heldBytesMax = heldBytesMax;
    }

    @Override
    public synchronized void hold(long index, long position, Output output, long now) {
        if (index != lastIndex + 1) {
            throw new IllegalStateException("output index: expected=" + (lastIndex + 1) + " actual=" + index);
        }
        lastIndex = index;
        if (index <= released) {
            return;
        }
        held.addLast(new HeldOutput(index, position, output));
        heldBytes += output.bytes().length;
        releaseWhatMayLeave(now);
    }

    @Override
    public synchronized void mode(ReleaseMode next, long now) {
        if (next.equals(mode)) {
            return;
        }
        mode = next;
        acknowledged = NOTHING;
        leased = false;
        if (next instanceof ReleaseMode.AwaitAck) {
            List<HeldOutput> earlier = new ArrayList<>(held);
            held.clear();
            earlier.forEach(output -> held.addLast(new HeldOutput(output.index(), 0, output.output())));
        }
        releaseWhatMayLeave(now);
    }

    @Override
    public synchronized void acknowledged(ReplicaId from, long position, long now) {
        if (isOurs(from) && position > acknowledged) {
            acknowledged = position;
            releaseWhatMayLeave(now);
        }
    }

    @Override
    public synchronized void lease(ReplicaId from, long untilNanos, long now) {
        if (isOurs(from) && (!leased || untilNanos - leaseUntilNanos > 0)) {
            leased = true;
            leaseUntilNanos = untilNanos;
            releaseWhatMayLeave(now);
        }
    }

    @Override
    public synchronized void watermark(long index) {
        if (!(mode instanceof ReleaseMode.Replaying) || index <= released) {
            return;
        }
        released = index;
        while (!held.isEmpty() && held.peekFirst().index() <= index) {
            forgetFirst();
        }
    }

    @Override
    public synchronized long released() {
        return released;
    }

    @Override
    public synchronized List<HeldOutput> held() {
        return List.copyOf(held);
    }

    @Override
    public synchronized boolean full() {
        return held.size() >= heldOutputsMax || heldBytes >= heldBytesMax;
    }

    private boolean isOurs(ReplicaId from) {
        return mode instanceof ReleaseMode.AwaitAck await && await.backup().equals(from);
    }

    private void releaseWhatMayLeave(long now) {
        boolean leaseHolds = !(mode instanceof ReleaseMode.AwaitAck) || leased && now - leaseUntilNanos < 0;
        while (leaseHolds && !held.isEmpty() && mode.permits(held.peekFirst().position(), acknowledged)) {
            HeldOutput output = forgetFirst();
            outlet.release(output.index(), output.output());
            released = output.index();
        }
    }

    private HeldOutput forgetFirst() {
        HeldOutput output = held.removeFirst();
        heldBytes -= output.output().bytes().length;
        return output;
    }
}
