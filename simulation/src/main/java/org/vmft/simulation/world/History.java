package org.vmft.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.log.Flush;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VmHost;
import org.vmft.vmm.RecordReplayMachines;

/**
 * The logs of all processes, and which state grew out of which. At the end, the line of the survivor is run once more
 * from the boot on, unreplicated and never mutated, and compared with what the outside world saw.
 */
final class History {
    /** A log that begins with the state that {@code source} had after its first {@code flushes} flushes. */
    private record Origin(Process source, int flushes) {}

    private final World world;
    private final Map<Process, MemoryLog> logs = new HashMap<>();
    private final Map<Process, Integer> savedAfter = new HashMap<>();
    private final Map<Process, Origin> origins = new HashMap<>();

    History(World world) {
        this.world = world;
    }

    void began(Process process, MemoryLog log) {
        logs.put(process, log);
    }

    /** The process saves its state now. */
    void saved(Process process) {
        MemoryLog log = logs.get(process);
        savedAfter.put(process, log == null ? 0 : log.flushes().size());
    }

    void restored(Process joiner, Process source) {
        origins.put(joiner, new Origin(source, savedAfter.getOrDefault(source, 0)));
    }

    /** Replays the survivor's line and compares every output with the outside's; returns how many were compared. */
    int verify(Process survivor, long incarnation) {
        Deque<Process> line = new ArrayDeque<>();
        for (Process at = survivor; at != null; at = origin(at).map(Origin::source).orElse(null)) {
            line.addFirst(at);
        }
        Reference reference = new Reference(world.witness(), incarnation);
        Process[] processes = line.toArray(Process[]::new);
        for (int i = 0; i < processes.length; i++) {
            MemoryLog log = logs.get(processes[i]);
            int flushes = i + 1 < processes.length ? origin(processes[i + 1]).orElseThrow().flushes()
                    : log.flushes().size();
            reference.replay(processes[i], log, flushes);
        }
        return reference.compared;
    }

    private Optional<Origin> origin(Process process) {
        return Optional.ofNullable(origins.get(process));
    }

    /** One unreplicated run of the whole line. */
    private final class Reference implements VmHost {
        private final Witness witness;
        private final long incarnation;
        private int compared;

        Reference(Witness witness, long incarnation) {
            this.witness = witness;
            this.incarnation = incarnation;
        }

        void replay(Process process, MemoryLog log, int flushes) {
            VirtualMachine vm = new RecordReplayMachines(World::deviceModel)
                    .restore(world.isa(log.header().isa()).orElseThrow(), log.state(), this, 0);
            long position = 1;
            for (Flush flush : log.flushes().subList(0, flushes)) {
                vm.supply(new Flush(position, flush.entries()));
                position += flush.entries().size();
                Turn turn = vm.turn(0);
                while (turn instanceof Turn.Ran || turn instanceof Turn.ControlReached) {
                    turn = vm.turn(0);
                }
                if (turn instanceof Turn.Diverged diverged) {
                    throw new Violation("the client's stream is that of one unreplicated run", "the log of " + process
                            + " cannot be replayed: " + diverged.divergence());
                }
            }
        }

        @Override
        public void output(long index, long position, Output output) {
            if (index > witness.outside(incarnation).size()) {
                return;
            }
            Witness.Produced seen = witness.outside(incarnation).get((int) index - 1);
            compared++;
            if (!java.util.Arrays.equals(seen.bytes(), output.bytes())) {
                throw new Violation("the client's stream is that of one unreplicated run", "output " + index
                        + ", position " + position + ": expected=" + Witness.hex(output.bytes()) + " actual="
                        + Witness.hex(seen.bytes()));
            }
        }

        @Override
        public void flush(Flush flush) {
            throw new IllegalStateException("a replay records nothing, actual " + flush);
        }

        @Override
        public Optional<String> full() {
            return Optional.empty();
        }

        @Override
        public byte[] entropy(int length) {
            throw new IllegalStateException("a replay draws nothing");
        }
    }
}
