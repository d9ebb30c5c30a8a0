package org.vmft.vmm;

import java.util.Optional;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VmHost;

/** A machine on one side of the log: recording, or replaying until it goes live. */
final class RecordReplayMachine implements VirtualMachine {
    private final Guest guest;
    private final VmHost host;
    private final InputQueue inputs = new InputQueue();
    private Optional<Replaying> replaying;
    private Optional<Recording> recording;
    private long digestsCompared;
    /** What posting threads see of the side. */
    private volatile boolean takesInputs;

    private RecordReplayMachine(Guest guest, VmHost host, Optional<Replaying> replaying) {
        this.guest = guest;
        this.host = host;
        this.replaying = replaying;
        recording = Optional.empty();
    }

    static RecordReplayMachine recording(Guest guest, VmHost host, long now) {
        RecordReplayMachine machine = new RecordReplayMachine(guest, host, Optional.empty());
        machine.record(0, new ClockPolicy(now, 0), now);
        return machine;
    }

    static RecordReplayMachine replaying(Guest guest, VmHost host, long now) {
        return new RecordReplayMachine(guest, host, Optional.of(new Replaying(guest, host, now)));
    }

    private void record(long position, ClockPolicy clockPolicy, long now) {
        recording = Optional.of(new Recording(guest, host, inputs, position, clockPolicy, now));
        takesInputs = true;
    }

    @Override
    public Turn turn(long now) {
        return recording.isPresent() ? recording.get().turn(now) : replaying.orElseThrow().turn(now);
    }

    @Override
    public MachineSpec spec() {
        return guest.spec();
    }

    @Override
    public long step() {
        return guest.step();
    }

    @Override
    public long position() {
        return recording.isPresent() ? recording.get().position() : replaying.orElseThrow().position();
    }

    @Override
    public long outputIndex() {
        return guest.outputIndex();
    }

    @Override
    public boolean recording() {
        return recording.isPresent();
    }

    @Override
    public boolean post(LogEntry.Input input) {
        if (takesInputs) {
            return inputs.post(input);
        }
        inputs.refuse();
        return false;
    }

    @Override
    public long dropped() {
        return inputs.dropped();
    }

    @Override
    public void supply(Flush flush) {
        replaying.orElseThrow(() -> new IllegalStateException("supply: expected a replaying machine, actual recording"))
                .supply(flush);
    }

    @Override
    public void goLive(long now) {
        Replaying before = replaying.orElseThrow(
                () -> new IllegalStateException("goLive: expected a replaying machine, actual recording"));
        before.reasonNotToGoLive().ifPresent(reason -> {
            throw new IllegalStateException("goLive: expected a log consumed to its end, actual " + reason);
        });
        digestsCompared = before.digestsCompared();
        replaying = Optional.empty();
        record(before.position(), before.clockAfterwards(), now);
        guest.goLive();
    }

    @Override
    public void control(LogEntry.Control entry) {
        live("control").control(entry);
    }

    @Override
    public void restartPositions() {
        live("restartPositions").restartPositions();
    }

    private Recording live(String what) {
        return recording.orElseThrow(
                () -> new IllegalStateException(what + ": expected a recording machine, actual replaying"));
    }

    @Override
    public byte[] save() {
        StateWriter writer = new StateWriter();
        guest.save(writer);
        return writer.finish();
    }

    @Override
    public long digest() {
        return guest.digest();
    }

    @Override
    public Optional<Debuggable> debuggable() {
        return guest.machine().debuggable();
    }

    @Override
    public long digestsCompared() {
        return replaying.map(Replaying::digestsCompared).orElse(digestsCompared);
    }
}
