package org.vmft.simulation.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmft.api.log.Flush;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VmHost;
import org.vmft.vmm.RecordReplayMachines;

/**
 * The logs of all replicas, and which state grew out of which. The line of a survivor can be run once more from the boot
 * on: unreplicated and never mutated.
 */
final class History {
    /** A log that begins with the state that {@code source} had after its first {@code flushes} flushes. */
    private record Origin(int source, int flushes) {}

    /** What an unreplicated run of a line put out. */
    record Run(List<byte[]> outputs, long digest, Optional<String> divergence) {}

    private final Map<Integer, MemoryLog> logs = new TreeMap<>();
    private final Map<Pairing, Integer> flushesBefore = new IdentityHashMap<>();
    private final Map<Integer, Origin> origins = new TreeMap<>();

    void began(int replica, MemoryLog log) {
        logs.put(replica, log);
    }

    /** Now the primary of this pairing saves its state. */
    void saved(Pairing pairing) {
        MemoryLog log = logs.get(pairing.primary().number());
        flushesBefore.put(pairing, log == null ? 0 : log.flushes().size());
    }

    void restored(int joiner, Pairing pairing) {
        origins.put(joiner, new Origin(pairing.primary().number(), flushesBefore.get(pairing)));
    }

    /** Whether the replica's log goes back to a boot without a gap. */
    boolean complete(int replica) {
        return logs.containsKey(replica);
    }

    /** The logs that lead to this replica, each cut off where the next begins. */
    List<MemoryLog> line(int survivor) {
        Deque<MemoryLog> line = new ArrayDeque<>();
        int flushes = Integer.MAX_VALUE;
        Optional<Integer> at = Optional.of(survivor);
        while (at.isPresent()) {
            line.addFirst(logs.get(at.get()).first(flushes));
            Optional<Origin> origin = Optional.ofNullable(origins.get(at.get()));
            flushes = origin.map(Origin::flushes).orElse(0);
            at = origin.map(Origin::source);
        }
        return List.copyOf(line);
    }

    /** Runs a line unreplicated, as far as it can be followed. */
    static Run replay(List<MemoryLog> line) {
        Reference reference = new Reference();
        long digest = 0;
        for (MemoryLog log : line) {
            VirtualMachine vm = new RecordReplayMachines(World::deviceModel)
                    .restore(World.isa(log.header().isa()).orElseThrow(), log.state(), reference, 0);
            if (log != line.get(0) && vm.digest() != digest) {
                return new Run(reference.outputs, digest, Optional.of("digest of the next replica's first state: expected="
                        + Long.toHexString(digest) + " actual=" + Long.toHexString(vm.digest())));
            }
            long position = 1;
            for (Flush flush : log.flushes()) {
                vm.supply(new Flush(position, flush.entries()));
                position += flush.entries().size();
                Turn turn = vm.turn(0);
                while (turn instanceof Turn.Ran || turn instanceof Turn.ControlReached) {
                    turn = vm.turn(0);
                }
                if (turn instanceof Turn.Diverged diverged) {
                    return new Run(reference.outputs, vm.digest(), Optional.of(diverged.divergence().toString()));
                }
            }
            digest = vm.digest();
        }
        return new Run(reference.outputs, digest, Optional.empty());
    }

    private static final class Reference implements VmHost {
        private final List<byte[]> outputs = new ArrayList<>();

        @Override
        public void output(long index, long position, Output output) {
            if (index != outputs.size() + 1) {
                throw new IllegalStateException("output index: expected=" + (outputs.size() + 1) + " actual=" + index);
            }
            outputs.add(output.bytes());
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
