package org.vmft.simulation.mutation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.SemanticsVersion;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.api.machine.Stop;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.api.vm.VmHost;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** On machines that were booted, interrupts come one step later than on those that replay their log. */
final class InterruptOneStepLate implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        return Ports.with(production, new LateWhenBooted(production.machines()));
    }

    private record LateWhenBooted(VirtualMachines machines) implements VirtualMachines {
        @Override
        public VirtualMachine boot(InstructionSet isa, MachineSpec spec, Image image, VmHost host, long now)
                throws BadImageException {
            return machines.boot(new LateIsa(isa), spec, image, host, now);
        }

        @Override
        public VirtualMachine restore(InstructionSet isa, byte[] state, VmHost host, long now) {
            return machines.restore(isa, state, host, now);
        }

        @Override
        public String isaOf(byte[] state) {
            return machines.isaOf(state);
        }
    }

    private record LateIsa(InstructionSet isa) implements InstructionSet {
        @Override
        public String name() {
            return isa.name();
        }

        @Override
        public SemanticsVersion semantics() {
            return isa.semantics();
        }

        @Override
        public List<String> deviceModels() {
            return isa.deviceModels();
        }

        @Override
        public Machine newMachine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host) {
            Deque<Runnable> raised = new ArrayDeque<>();
            Devices late = (model, line) -> devices.connect(model, up -> {
                if (up) {
                    raised.addLast(() -> line.set(true));
                } else {
                    raised.clear();
                    line.set(false);
                }
            });
            return new LateMachine(isa.newMachine(spec, memory, late, new LateTimer(host)), raised);
        }
    }

    private record LateTimer(MachineHost host) implements MachineHost {
        @Override
        public long time(long step) {
            return host.time(step);
        }

        @Override
        public long dueStep(long time, long fromStep) {
            long due = host.dueStep(time, fromStep);
            return due > fromStep && due < Long.MAX_VALUE ? due + 1 : due;
        }

        @Override
        public byte[] result(Source source, int length, long step) {
            return host.result(source, length, step);
        }

        @Override
        public void output(Output output, long step) {
            host.output(output, step);
        }

        @Override
        public void disk(DiskRequest request, long step) {
            host.disk(request, step);
        }

        @Override
        public void interruptTaken(int cause, long step) {
            host.interruptTaken(cause, step);
        }

        @Override
        public void requestStop() {
            host.requestStop();
        }
    }

    /** Lets a line rise one step after its device raised it between runs; an idle guest wakes at once. */
    private record LateMachine(Machine machine, Deque<Runnable> raised) implements Machine {
        @Override
        public void load(Image image) throws BadImageException {
            machine.load(image);
        }

        @Override
        public long step() {
            return machine.step();
        }

        @Override
        public Stop run(long untilStep) {
            Stop stop = Stop.REACHED;
            if (!raised.isEmpty() && untilStep > machine.step()) {
                stop = machine.run(machine.step() + 1);
                riseNow();
            }
            return stop == Stop.REACHED || stop == Stop.IDLE ? onwards(untilStep, stop) : stop;
        }

        private Stop onwards(long untilStep, Stop before) {
            Stop stop = untilStep > machine.step() ? machine.run(untilStep) : before;
            riseNow();
            return stop;
        }

        private void riseNow() {
            while (!raised.isEmpty()) {
                raised.removeFirst().run();
            }
        }

        @Override
        public void requestStop() {
            machine.requestStop();
        }

        @Override
        public long wakeTime() {
            return machine.wakeTime();
        }

        @Override
        public int exitCode() {
            return machine.exitCode();
        }

        @Override
        public void save(StateSink sink) {
            machine.save(sink);
        }

        @Override
        public void restore(StateSource source) {
            machine.restore(source);
        }
    }
}
