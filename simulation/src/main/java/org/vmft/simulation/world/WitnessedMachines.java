package org.vmft.simulation.world;

import java.util.Optional;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.api.vm.VmHost;

/** Virtual machines whose state the witness compares wherever two replicas stand at the same position. */
final class WitnessedMachines implements VirtualMachines {
    private final World world;
    private final Process process;
    private final VirtualMachines machines;

    WitnessedMachines(World world, Process process, VirtualMachines machines) {
        this.world = world;
        this.process = process;
        this.machines = machines;
    }

    @Override
    public VirtualMachine boot(InstructionSet isa, MachineSpec spec, Image image, VmHost host, long now)
            throws BadImageException {
        Flushes flushes = new Flushes(host);
        return new Witnessed(machines.boot(isa, spec, image, flushes, now), flushes);
    }

    @Override
    public VirtualMachine restore(InstructionSet isa, byte[] state, VmHost host, long now) {
        Flushes flushes = new Flushes(host);
        VirtualMachine vm = machines.restore(isa, state, flushes, now);
        world.stateRestored(process, vm.outputIndex());
        return new Witnessed(vm, flushes);
    }

    @Override
    public String isaOf(byte[] state) {
        return machines.isaOf(state);
    }

    /** Remembers the last flush of a turn. */
    private final class Flushes implements VmHost {
        private final VmHost host;
        private Optional<Flush> last = Optional.empty();

        Flushes(VmHost host) {
            this.host = host;
        }

        @Override
        public void flush(Flush flush) {
            last = Optional.of(flush);
            world.witness().flushing(process, flush);
            host.flush(flush);
        }

        @Override
        public void output(long index, long position, Output output) {
            host.output(index, position, output);
        }

        @Override
        public Optional<String> full() {
            return host.full();
        }

        @Override
        public byte[] entropy(int length) {
            return host.entropy(length);
        }
    }

    private final class Witnessed implements VirtualMachine {
        private final VirtualMachine vm;
        private final Flushes flushes;

        Witnessed(VirtualMachine vm, Flushes flushes) {
            this.vm = vm;
            this.flushes = flushes;
        }

        private void tellFlush() {
            flushes.last.ifPresent(flush -> world.witness().primaryStands(process, flush.lastPosition(),
                    vm.digest()));
            flushes.last = Optional.empty();
        }

        @Override
        public Turn turn(long now) {
            Turn turn = vm.turn(now);
            if (vm.recording()) {
                tellFlush();
            } else {
                world.backupStands(process, vm.position(), vm.step(),
                        turn instanceof Turn.NeedEntries ? Optional.of(vm.digest()) : Optional.empty());
            }
            return turn;
        }

        @Override
        public MachineSpec spec() {
            return vm.spec();
        }

        @Override
        public long step() {
            return vm.step();
        }

        @Override
        public long position() {
            return vm.position();
        }

        @Override
        public long outputIndex() {
            return vm.outputIndex();
        }

        @Override
        public boolean recording() {
            return vm.recording();
        }

        @Override
        public boolean post(LogEntry.Input input) {
            return vm.post(input);
        }

        @Override
        public long dropped() {
            return vm.dropped();
        }

        @Override
        public void supply(Flush flush) {
            vm.supply(flush);
        }

        @Override
        public void goLive(long now) {
            vm.goLive(now);
        }

        @Override
        public void control(LogEntry.Control entry) {
            vm.control(entry);
            tellFlush();
        }

        @Override
        public void restartPositions() {
            vm.restartPositions();
            flushes.last = Optional.empty();
            world.positionsRestarted(process);
        }

        @Override
        public byte[] save() {
            return vm.save();
        }

        @Override
        public long digest() {
            return vm.digest();
        }

        @Override
        public long digestsCompared() {
            return vm.digestsCompared();
        }
    }
}
