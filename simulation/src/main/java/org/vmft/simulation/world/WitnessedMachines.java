package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
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
        Pairing pairing = world.witness().restored(process.standing(), vm.outputIndex(), vm.step());
        world.history().restored(process.number(), pairing);
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
            world.witness().flushed(process.standing(), flush);
            host.flush(flush);
        }

        @Override
        public void output(long index, long position, Output output) {
            world.witness().produced(process.standing(), index, position, output);
            host.output(index, position, output);
        }

        @Override
        public Optional<String> full() {
            Optional<String> reason = host.full();
            reason.ifPresent(why -> world.coverage().count("bound: guest waits for " + why));
            return reason;
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
            flushes.last.ifPresent(flush -> world.witness().primaryStands(process.standing(), flush.lastPosition(),
                    vm.digest()));
            flushes.last = Optional.empty();
        }

        private Standing standing() {
            return process.standing().at(vm.position(), vm.step());
        }

        @Override
        public Turn turn(long now) {
            Turn turn = vm.turn(now);
            if (vm.recording()) {
                tellFlush();
            } else if (turn instanceof Turn.Diverged diverged) {
                world.witness().diverged(standing(), diverged.divergence().toString());
            } else {
                world.witness().backupStands(standing(),
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
            world.witness().supplied(process.standing(), flush);
            vm.supply(process.takeCorruption() ? corrupted(flush) : flush);
        }

        /** The flush with its last output mark damaged; as it is when it has none. */
        private Flush corrupted(Flush flush) {
            List<TimedEntry> entries = new ArrayList<>(flush.entries());
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (entries.get(i).entry() instanceof LogEntry.OutputMark mark) {
                    entries.set(i, new TimedEntry(entries.get(i).step(),
                            new LogEntry.OutputMark(mark.index(), mark.length(), mark.crc() ^ 1)));
                    world.witness().corrupted(standing());
                    return new Flush(flush.firstPosition(), entries);
                }
            }
            process.corruptNextMark();
            return flush;
        }

        @Override
        public void goLive(long now) {
            world.witness().goesLive(standing());
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
            tellFlush();
            world.history().saved(world.witness().saved(standing()));
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
