package org.vmft.replication.internal;

import java.util.List;
import java.util.Optional;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.GuestState;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogHeader;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateException;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.replica.FrameWaits;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VmHost;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleState;

/** The guest of one replica: runs it as the role allows, sends its state to a joiner, restores it on one. */
final class LiveGuest implements VmHost {
    /** What lag control takes a turn of the live guest to last. */
    private static final long QUANTUM_NANOS = 100_000;
    private static final long SAVE_MILLIS_MAX = 5_000;

    private final String vmName;
    private final ReplicaPorts ports;
    private final PairTraffic traffic;
    private final Replica replica;
    private final GuestRecording recording;
    private final LagControl lag = new LagControl();
    private final FrameClock frames;
    private Optional<StateSending> sending = Optional.empty();
    private ChannelMessage.CutOver cutOver;
    private String isaName = "";
    private String waitingFor = "";
    private GuestState activity = GuestState.STOPPED;
    private boolean halted;
    private volatile Optional<VirtualMachine> machine = Optional.empty();
    private volatile long macAddress;

    LiveGuest(String vmName, ReplicaPorts ports, PairTraffic traffic, Replica replica) {
        this.vmName = vmName;
        this.ports = ports;
        this.traffic = traffic;
        this.replica = replica;
        this.recording = new GuestRecording(ports.recording());
        this.frames = new FrameClock(ports.clock().getAsLong());
    }

    void boot(InstructionSet isa, MachineSpec spec, Image image) throws BadImageException {
        if (spec.diskBytes() > 0) {
            throw new BadImageException(image.name() + ": a machine with a disk cannot be protected");
        }
        VirtualMachine booted = ports.machines().boot(isa, spec, image, this, ports.clock().getAsLong());
        isaName = isa.name();
        macAddress = booted.spec().macAddress();
        traffic.openGate(0, List.of());
        machine = Optional.of(booted);
    }

    /** Runs the guest for a bounded time; returns when to call again. */
    long turn(long now) {
        RoleState state = replica.state();
        if (machine.isEmpty() || !state.guestRuns()) {
            return Long.MAX_VALUE;
        }
        VirtualMachine vm = machine.get();
        if (vm.recording()) {
            frames.deliveryPoint(now);
        } else {
            if (traffic.gateFull() && state.role() != Role.SEALED) {
                return waitFor("room for output that the primary has not released");
            }
            for (Optional<Flush> flush = traffic.take(); flush.isPresent(); flush = traffic.take()) {
                recording.append(flush.get());
                vm.supply(flush.get());
            }
        }
        Turn turn = vm.turn(now);
        if (frames.waiting()) {
            frames.quantumOver(ports.clock().getAsLong());
        }
        if (!vm.recording()) {
            traffic.executed(vm.position(), vm.step());
        }
        return after(turn, vm, now);
    }

    private long after(Turn turn, VirtualMachine vm, long now) {
        waitingFor = "";
        activity = GuestState.RUNNING;
        if (turn instanceof Turn.Ran) {
            return vm.recording() ? now + lag.pauseNanos(QUANTUM_NANOS, traffic.executionLag(now), now) : now;
        }
        if (turn instanceof Turn.WaitUntil wait) {
            activity = GuestState.IDLE;
            return wait.nanos();
        }
        if (turn instanceof Turn.Wait wait) {
            return waitFor(wait.reason());
        }
        if (turn instanceof Turn.Diverged diverged) {
            activity = GuestState.STOPPED;
            replica.handle(new RoleEvent.ReplayDiverged(diverged.divergence().toString()));
        } else if (turn instanceof Turn.Halted) {
            activity = GuestState.STOPPED;
            halted = true;
            return now;
        } else if (turn instanceof Turn.ControlReached) {
            return now;
        } else if (replica.state().role() == Role.SEALED) {
            replica.handle(new RoleEvent.Drained());
        } else if (traffic.detached()) {
            replica.handle(new RoleEvent.DetachAcknowledged());
        }
        return Long.MAX_VALUE;
    }

    private long waitFor(String reason) {
        waitingFor = reason;
        activity = GuestState.STOPPED;
        traffic.wakeOnTraffic();
        return Long.MAX_VALUE;
    }

    // ---- what the virtual machine asks for

    @Override
    public void flush(Flush flush) {
        recording.append(flush);
        traffic.flushed(flush);
    }

    @Override
    public void output(long index, long position, Output output) {
        traffic.hold(index, position, output);
    }

    @Override
    public Optional<String> full() {
        if (traffic.windowFull()) {
            return Optional.of("the backup's acknowledgement: the log window is full");
        }
        return traffic.gateFull() ? Optional.of("the release of held output") : Optional.empty();
    }

    @Override
    public byte[] entropy(int length) {
        return ports.outside().entropy(length);
    }

    // ---- cloning

    /** Stops between two steps and saves everything; what follows is logged for the joiner from position 1 on. */
    void save(ReplicaId joiner) {
        VirtualMachine vm = machine.orElseThrow();
        replica.tell("clones to " + joiner);
        replica.send(new ChannelMessage.Suspend(SAVE_MILLIS_MAX));
        vm.restartPositions();
        byte[] state = vm.save();
        cutOver = new ChannelMessage.CutOver(vm.step(), vm.digest(), traffic.released(),
                traffic.held().stream().map(held -> new HeldOutput(held.index(), 0, held.output())).toList());
        traffic.openWindow(joiner);
        sending = Optional.of(new StateSending(state));
    }

    /** Hands on as much of the saved state as the link takes. */
    void transfer() {
        if (sending.isPresent() && replica.state().role() == Role.CLONING && sending.get().pump(replica::send)) {
            sending = Optional.empty();
            replica.handle(new RoleEvent.StateSent());
        }
    }

    boolean transferring() {
        return sending.isPresent();
    }

    void sendCutOver() {
        replica.send(cutOver);
    }

    void abandonTransfer() {
        sending = Optional.empty();
    }

    /** Restores the complete state on a joiner and verifies it. */
    void restore(ChannelMessage.CutOver complete) {
        replica.send(new ChannelMessage.Suspend(SAVE_MILLIS_MAX));
        try {
            if (!traffic.stateReceived().complete()) {
                throw new StateException("the cut-over came before the state was complete");
            }
            byte[] state = traffic.stateReceived().state();
            isaName = ports.machines().isaOf(state);
            InstructionSet isa = ports.isas().apply(isaName)
                    .orElseThrow(() -> new StateException("no instruction set named " + isaName + " here"));
            VirtualMachine vm = ports.machines().restore(isa, state, this, ports.clock().getAsLong());
            if (vm.digest() != complete.digest() || vm.step() != complete.step()) {
                throw new StateException("digest at step " + complete.step() + ": expected="
                        + Long.toHexString(complete.digest()) + " actual=" + Long.toHexString(vm.digest())
                        + " at step " + vm.step());
            }
            macAddress = vm.spec().macAddress();
            traffic.openGate(complete.released(), complete.held());
            beginRecording(vm, state);
            machine = Optional.of(vm);
            replica.handle(new RoleEvent.StateVerified());
        } catch (StateException e) {
            replica.send(new ChannelMessage.Abort(e.getMessage()));
            replica.handle(new RoleEvent.TransferFailed(e.getMessage()));
        }
    }

    private void beginRecording(VirtualMachine vm, byte[] state) {
        RoleState s = replica.state();
        recording.begin(new LogHeader(vmName, s.incarnation(), s.generation(), isaName, vm.step(), vm.outputIndex()),
                state);
    }

    // ---- what the role asks for

    void goLive(long now) {
        VirtualMachine vm = machine.orElseThrow();
        if (!vm.recording()) {
            vm.goLive(now);
        } else if (vm.step() == 0 && vm.position() == 0) {
            beginRecording(vm, vm.save());
        }
        activity = GuestState.RUNNING;
    }

    long control(LogEntry.Control entry) {
        VirtualMachine vm = machine.orElseThrow();
        vm.control(entry);
        return vm.position();
    }

    void keepEvidence(String detail) {
        machine.ifPresent(vm -> ports.recording().evidence(detail, vm.save()));
    }

    /** The log is complete up to the present step. */
    void stop() {
        if (machine.isPresent() && machine.get().recording()) {
            machine.get().restartPositions();
        }
        recording.end();
    }

    void end() {
        recording.end();
    }

    boolean halted() {
        return halted && replica.state().guestRuns() && machine.isPresent() && machine.get().recording();
    }

    /** Behind it only: a frame that is taken in between counts as one that waits for the next delivery point. */
    boolean post(LogEntry.Input input) {
        boolean taken = machine.map(vm -> vm.post(input)).orElse(false);
        if (taken && input instanceof LogEntry.PacketArrival) {
            frames.arrived(ports.clock().getAsLong());
        }
        return taken;
    }

    Optional<FrameWaits> frameWaits(long now) {
        return frames.takeIfDue(now);
    }

    HardwareAddress address() {
        return new HardwareAddress(macAddress);
    }

    long macAddress() {
        return macAddress;
    }

    GuestState activity() {
        return activity;
    }

    String waitingFor() {
        return waitingFor;
    }

    long step() {
        return machine.map(VirtualMachine::step).orElse(0L);
    }

    long position() {
        return machine.map(VirtualMachine::position).orElse(0L);
    }

    long digest() {
        return machine.map(VirtualMachine::digest).orElse(0L);
    }

    long digestsCompared() {
        return machine.map(VirtualMachine::digestsCompared).orElse(0L);
    }
}
