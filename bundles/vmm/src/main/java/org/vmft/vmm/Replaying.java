package org.vmft.vmm;

import java.util.Optional;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ClockAnchor;
import org.vmft.api.log.LogEntry.Control;
import org.vmft.api.log.LogEntry.Digest;
import org.vmft.api.log.LogEntry.Input;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.Stop;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VmHost;

/** The backup's side of a machine: executes what the log allows and checks every entry. */
final class Replaying {
    private static final int DELIVERIES_PER_TURN_MAX = 256;
    private static final long STEPS_PER_TURN_MAX = Pace.QUANTUM_STEPS_MAX;

    private final Guest guest;
    private final ReceivedLog log = new ReceivedLog();
    private final Replayer replayer;
    private long anchorNanos;
    private long digestsCompared;

    Replaying(Guest guest, VmHost host, long now) {
        this.guest = guest;
        replayer = new Replayer(log, host, guest);
        anchorNanos = now;
        guest.behind(replayer);
    }

    void supply(Flush flush) {
        log.supply(flush);
    }

    Turn turn(long now) {
        log.arrived(now);
        Turn next = replayer.divergence().isPresent() ? new Turn.Ran() : advance();
        return replayer.divergence().<Turn>map(Turn.Diverged::new).orElse(next);
    }

    private Turn advance() {
        for (int applied = 0; applied < DELIVERIES_PER_TURN_MAX; applied++) {
            if (log.isEmpty()) {
                return new Turn.NeedEntries();
            }
            TimedEntry head = log.head();
            if (head.entry() instanceof LogEntry.Synchronous || head.step() > guest.step()) {
                run(head);
                return new Turn.Ran();
            }
            apply(head);
            if (replayer.divergence().isPresent()) {
                return new Turn.Ran();
            }
            log.consume();
            if (head.entry() instanceof Control control) {
                return new Turn.ControlReached(control, log.position());
            }
        }
        return new Turn.Ran();
    }

    private void run(TimedEntry head) {
        long bound = log.bound();
        boolean synchronous = head.entry() instanceof LogEntry.Synchronous;
        if (head.step() < guest.step() || synchronous && bound <= head.step()) {
            replayer.diverge(guest.step(), EntryText.of(head), "machine at step " + guest.step()
                    + (head.step() < guest.step() ? "" : ", which the log leaves no room to execute"));
            return;
        }
        long target = Math.min(bound, guest.step() + STEPS_PER_TURN_MAX);
        Stop stop = guest.machine().run(target);
        if (replayer.divergence().isPresent()) {
            return;
        }
        TimedEntry next = log.head();
        if (next.entry() instanceof LogEntry.Synchronous && next.step() < guest.step()) {
            replayer.diverge(next.step(), EntryText.of(next), "nothing of the kind by step " + guest.step());
        } else if ((stop == Stop.HALTED || stop == Stop.IDLE) && guest.step() < target) {
            replayer.diverge(guest.step(), "execution up to step " + bound, stop + " at step " + guest.step());
        }
    }

    /** Applies an entry that is not synchronous, at the present step or, in a corrupt log, an earlier one. */
    private void apply(TimedEntry head) {
        long step = guest.step();
        if (head.step() < step) {
            replayer.diverge(step, EntryText.of(head), "machine at step " + step);
        } else if (head.entry() instanceof ClockAnchor anchor) {
            applyAnchor(anchor);
        } else if (head.entry() instanceof Input input) {
            Optional<Device> device = guest.deviceFor(input);
            device.ifPresentOrElse(taker -> taker.deliver(input, step),
                    () -> replayer.diverge(step, EntryText.of(head), "no device takes it"));
        } else if (head.entry() instanceof Digest logged) {
            compare(logged);
        }
    }

    private void applyAnchor(ClockAnchor anchor) {
        long present = guest.clock().time(guest.step());
        if (anchor.rate() <= 0 || Long.compareUnsigned(anchor.time(), present) < 0) {
            replayer.diverge(guest.step(), EntryText.of(anchor),
                    "clock at " + Long.toUnsignedString(present) + ", which cannot step back");
            return;
        }
        guest.anchor(anchor);
        anchorNanos = log.headNanos();
    }

    private void compare(Digest logged) {
        Digest actual = DigestSchedule.of(guest, logged.withMemory());
        if (actual.equals(logged)) {
            digestsCompared++;
        } else {
            replayer.diverge(guest.step(), EntryText.of(logged), EntryText.of(actual));
        }
    }

    /** The clock's continuation: guest time went on by local monotonic time since the last anchor arrived. */
    ClockPolicy clockAfterwards() {
        return new ClockPolicy(anchorNanos, guest.clock().anchorTime());
    }

    Optional<String> reasonNotToGoLive() {
        if (replayer.divergence().isPresent()) {
            return Optional.of(replayer.divergence().get().toString());
        }
        return log.consumedEverything() ? Optional.empty() : Optional.of("supplied entries are not consumed");
    }

    long position() {
        return log.position();
    }

    long digestsCompared() {
        return digestsCompared;
    }
}
