package org.vmft.simulation.mutation;

import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** A backup that has executed all it received goes on for a step. */
final class RunsPastLastEntry implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        return Ports.with(production, new ChangedMachines(production.machines(), vm -> vm, Eager::new));
    }

    private static final class Eager extends ForwardingMachine {
        private long supplied;
        private long invented;
        private boolean more;

        Eager(VirtualMachine vm) {
            super(vm);
        }

        @Override
        public void supply(Flush flush) {
            more = true;
            append(flush.entries());
        }

        private void append(List<TimedEntry> entries) {
            vm.supply(new Flush(supplied + 1, entries));
            supplied += entries.size();
        }

        @Override
        public Turn turn(long now) {
            Turn turn = vm.turn(now);
            if (turn instanceof Turn.NeedEntries && more) {
                more = false;
                invented++;
                append(List.of(new TimedEntry(vm.step() + 1, new LogEntry.Progress())));
                return vm.turn(now);
            }
            return turn;
        }

        @Override
        public long position() {
            return vm.recording() ? vm.position() : Math.max(0, vm.position() - invented);
        }
    }
}
