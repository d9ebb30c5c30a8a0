package org.vmft.vmm;

import java.util.Optional;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ClockAnchor;
import org.vmft.api.log.LogEntry.Input;
import org.vmft.api.machine.Stop;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VmHost;

/** The primary's side of a machine: takes inputs, anchors the clock, runs one quantum at a time, flushes when due. */
final class Recording {
    private static final long FLUSH_INTERVAL_NANOS = 2_000_000;

    private final Guest guest;
    private final VmHost host;
    private final InputQueue inputs;
    private final Recorder recorder;
    private final ClockPolicy clockPolicy;
    private final Pace pace = new Pace();
    private final DigestSchedule digests;
    private long flushedNanos;
    private long quantumNanos;
    private long quantumSteps;
    private boolean wholeQuantum;
    private Stop stop = Stop.REACHED;
    /** Inputs stayed behind for lack of room in the flush. */
    private boolean crowded;

    Recording(Guest guest, VmHost host, InputQueue inputs, long position, ClockPolicy clockPolicy, long now) {
        this.guest = guest;
        this.host = host;
        this.inputs = inputs;
        this.clockPolicy = clockPolicy;
        recorder = new Recorder(host, guest, position);
        digests = new DigestSchedule(now, guest.step());
        flushedNanos = now;
        guest.behind(recorder);
    }

    Turn turn(long now) {
        if (stop == Stop.HALTED) {
            return new Turn.Halted(guest.machine().exitCode());
        }
        if (wholeQuantum) {
            pace.ran(quantumSteps, now - quantumNanos);
        } else {
            pace.ranShort(quantumSteps, now - quantumNanos);
        }
        quantumSteps = 0;
        Optional<String> full = host.full();
        if (full.isPresent()) {
            return new Turn.Wait(full.get());
        }
        if (stop == Stop.IDLE && !awake(now)) {
            return idle(now);
        }
        deliver(now);
        run(now);
        if (stop == Stop.HALTED) {
            recorder.deliver(DigestSchedule.of(guest, true), Long.BYTES * 2);
            flush(now);
            return new Turn.Halted(guest.machine().exitCode());
        }
        if (stop == Stop.IDLE) {
            return idle(now);
        }
        flushWhenDue(now);
        return new Turn.Ran();
    }

    /** What no output waits for may wait a while, also behind a guest that idles: the next output's flush may take it along. */
    private void flushWhenDue(long now) {
        boolean due = recorder.urgent() || recorder.nearlyFull() || crowded || now - flushedNanos >= FLUSH_INTERVAL_NANOS;
        if (due && recorder.outstanding()) {
            flush(now);
        }
    }

    private boolean awake(long now) {
        return Long.compareUnsigned(clockPolicy.hostTime(now), guest.machine().wakeTime()) >= 0
                || inputs.deliverable(guest).isPresent();
    }

    private Turn idle(long now) {
        if (recorder.closedByDigest()) {
            flush(now);
        } else {
            flushWhenDue(now);
        }
        if (inputs.deliverable(guest).isPresent()) {
            return new Turn.Ran();
        }
        long wakeTime = guest.machine().wakeTime();
        long wakeNanos = wakeTime == Long.MAX_VALUE ? Long.MAX_VALUE : clockPolicy.nanosAt(wakeTime);
        return new Turn.WaitUntil(recorder.outstanding() ? Math.min(wakeNanos, flushedNanos + FLUSH_INTERVAL_NANOS) : wakeNanos);
    }

    private void deliver(long now) {
        inputs.look();
        if (stop == Stop.IDLE || clockPolicy.due(now)) {
            ClockAnchor anchor = clockPolicy.next(guest.clock().time(guest.step()), now, pace.stepsPerSecond());
            recorder.deliver(anchor, Long.BYTES * 2);
            guest.anchor(anchor);
        }
        Optional<Input> input = inputs.deliverable(guest);
        while (input.isPresent() && recorder.hasRoomForDelivery(InputQueue.bytesOf(input.get()).length)) {
            recorder.deliver(input.get(), InputQueue.bytesOf(input.get()).length);
            guest.deviceFor(input.get()).orElseThrow().deliver(input.get(), guest.step());
            inputs.remove(input.get());
            input = inputs.deliverable(guest);
        }
        crowded = input.isPresent();
        digests.prepare(guest, now);
        if (digests.due(now, guest.step())) {
            recorder.deliver(digests.take(guest, now), Long.BYTES * 2);
        }
    }

    /** A quantum, or less of it when an input comes: how long a quantum takes is only an estimate. */
    private void run(long now) {
        long before = guest.step();
        long end = before + pace.quantum();
        do {
            stop = guest.machine().run(Math.min(end, guest.step() + Pace.SLICE_STEPS));
        } while (stop == Stop.REACHED && guest.step() < end && !inputs.arrived());
        wholeQuantum = stop == Stop.REACHED && guest.step() == end;
        if (stop != Stop.IDLE) {
            quantumNanos = now;
            quantumSteps = guest.step() - before;
        }
    }

    private void flush(long now) {
        flushedNanos = now;
        recorder.flush();
    }

    void control(LogEntry.Control entry) {
        recorder.deliver(entry, 0);
        recorder.flush();
    }

    void restartPositions() {
        recorder.restartPositions();
    }

    long position() {
        return recorder.position();
    }
}
