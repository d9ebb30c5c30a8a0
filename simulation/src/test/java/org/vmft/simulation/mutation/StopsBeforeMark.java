package org.vmft.simulation.mutation;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** A backup takes a mark that ends a flush for executed when it stands before the instruction that makes the output. */
final class StopsBeforeMark implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        return Ports.with(production, new ChangedMachines(production.machines(), vm -> vm, Hesitant::new));
    }

    private static final class Hesitant extends ForwardingMachine {
        private List<TimedEntry> heldBack = List.of();
        private long supplied;

        Hesitant(VirtualMachine vm) {
            super(vm);
        }

        @Override
        public void supply(Flush flush) {
            List<TimedEntry> entries = new ArrayList<>(heldBack);
            entries.addAll(flush.entries());
            int mark = entries.size() - 2;
            heldBack = List.of();
            if (mark >= 0 && entries.get(mark).entry() instanceof LogEntry.OutputMark) {
                heldBack = List.of(entries.get(mark));
                entries.remove(mark);
                entries.set(mark, new TimedEntry(heldBack.get(0).step(), new LogEntry.Progress()));
            }
            vm.supply(new Flush(supplied + 1, entries));
            supplied += entries.size();
        }

        @Override
        public long position() {
            boolean allConsumed = !vm.recording() && vm.position() == supplied;
            return vm.position() + (allConsumed ? heldBack.size() : 0);
        }
    }
}
