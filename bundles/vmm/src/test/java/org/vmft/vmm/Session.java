package org.vmft.vmm;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;

/** Drives machines under a virtual host clock with random inputs. */
final class Session {
    static final MachineSpec SPEC = new MachineSpec(64 << 10, 0x020000000001L, "quiet");
    static final VirtualMachines MACHINES = new RecordReplayMachines(PseudoIsa::models);
    private static final long TURNS_MAX = 10_000_000;

    final SplittableRandom random;
    final RecordedHost host;
    final VirtualMachine machine;
    long now;

    private Session(VirtualMachine machine, RecordedHost host, SplittableRandom random, long now) {
        this.machine = machine;
        this.host = host;
        this.random = random;
        this.now = now;
    }

    /** Boots a guest whose steps, like its inputs, follow from the seed. */
    static Session boot(long seed, int outputsPerThousand, long haltStep) {
        RecordedHost host = new RecordedHost(seed);
        try {
            VirtualMachine machine = MACHINES.boot(PseudoIsa.ISA, SPEC,
                    PseudoMachine.image(seed, haltStep, outputsPerThousand), host, 1_000_000);
            return new Session(machine, host, new SplittableRandom(seed), 1_000_000);
        } catch (BadImageException e) {
            throw new AssertionError(e);
        }
    }

    static Session boot(long seed, int outputsPerThousand) {
        return boot(seed, outputsPerThousand, Long.MAX_VALUE);
    }

    /** Goes on with a machine that went live. */
    static Session resume(VirtualMachine machine, RecordedHost host, long seed, long now) {
        return new Session(machine, host, new SplittableRandom(seed), now);
    }

    static VirtualMachine restore(byte[] state, RecordedHost host, long now) {
        return MACHINES.restore(PseudoIsa.ISA, state, host, now);
    }

    /** Turns of a recording machine with random inputs; the host clock moves as the guest does work. */
    Turn run(int turns) {
        Turn last = new Turn.Ran();
        for (int at = 0; at < turns && !(last instanceof Turn.Halted); at++) {
            if (random.nextInt(8) == 0) {
                machine.post(randomInput(random));
            }
            last = turn();
            if (last instanceof Turn.WaitUntil wait && random.nextBoolean()) {
                now = Math.max(now, Math.min(wait.nanos(), now + random.nextInt(20_000_000)));
            }
        }
        return last;
    }

    /** A turn after which the host clock is where an idle guest wakes. */
    Turn livelyTurn() {
        Turn turn = turn();
        if (turn instanceof Turn.WaitUntil wait) {
            now = Math.max(now, Math.min(wait.nanos(), now + 20_000_000));
        }
        return turn;
    }

    Turn turn() {
        long before = machine.step();
        Turn turn = machine.turn(now);
        now += (machine.step() - before) * (5 + random.nextInt(20)) + 1 + random.nextInt(1000);
        return turn;
    }

    static LogEntry.Input randomInput(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(5) == 0 ? 1500 : 40)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? new LogEntry.PacketArrival(bytes) : new LogEntry.ConsoleInput(bytes);
    }

    /** Replays flushes, supplying them in random portions, and returns the last turn. */
    static Turn replay(VirtualMachine backup, List<Flush> flushes, SplittableRandom random, long now) {
        int supplied = 0;
        long time = now;
        for (long turns = 0; turns < TURNS_MAX; turns++) {
            Turn turn = backup.turn(time);
            time += random.nextInt(100_000);
            if (turn instanceof Turn.Diverged) {
                return turn;
            }
            if (turn instanceof Turn.NeedEntries) {
                if (supplied == flushes.size()) {
                    return turn;
                }
                int portion = 1 + random.nextInt(random.nextBoolean() ? 1 : 20);
                for (; portion > 0 && supplied < flushes.size(); portion--) {
                    backup.supply(flushes.get(supplied++));
                }
            }
        }
        throw new AssertionError("replay did not end");
    }

    static List<TimedEntry> entries(List<Flush> flushes) {
        return flushes.stream().flatMap(flush -> flush.entries().stream()).toList();
    }

    /** Entries in flushes that end with every Progress, numbered from 1; what follows the last Progress is left out. */
    static List<Flush> flushes(List<TimedEntry> entries) {
        List<Flush> flushes = new ArrayList<>();
        int first = 0;
        for (int at = 0; at < entries.size(); at++) {
            if (entries.get(at).entry() instanceof LogEntry.Progress) {
                flushes.add(new Flush(first + 1, entries.subList(first, at + 1)));
                first = at + 1;
            }
        }
        return flushes;
    }
}
