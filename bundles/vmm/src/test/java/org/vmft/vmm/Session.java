package org.vmft.vmm;

import java.util.List;
import java.util.Random;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;

/** Drives machines under a virtual host clock with random inputs. */
final class Session {
    static final MachineSpec SPEC = new MachineSpec(64 << 10, 0x020000000001L, "quiet");
    static final VirtualMachines MACHINES = new RecordReplayMachines(PseudoIsa::models);

    final Random random;
    final RecordedHost host;
    VirtualMachine machine;
    long now = 1_000_000;

    Session(long seed, int outputsPerThousand) throws BadImageException {
        this(seed, outputsPerThousand, Long.MAX_VALUE);
    }

    Session(long seed, int outputsPerThousand, long haltStep) throws BadImageException {
        random = new Random(seed);
        host = new RecordedHost(seed);
        machine = MACHINES.boot(PseudoIsa.ISA, SPEC, PseudoMachine.image(seed, haltStep, outputsPerThousand), host, now);
    }

    /** Continues with a machine that went live. */
    Session(long seed, VirtualMachine machine, RecordedHost host, long now) {
        random = new Random(seed);
        this.machine = machine;
        this.host = host;
        this.now = now;
    }

    /** Turns of a recording machine with random inputs; the host clock moves as the guest does work. */
    Turn run(int turns) {
        Turn last = new Turn.Ran();
        for (int at = 0; at < turns; at++) {
            if (random.nextInt(8) == 0) {
                machine.post(randomInput(random));
            }
            long before = machine.step();
            last = machine.turn(now);
            now += (machine.step() - before) * (5 + random.nextInt(20)) + 1 + random.nextInt(1000);
            if (last instanceof Turn.WaitUntil wait && random.nextBoolean()) {
                now = Math.max(now, Math.min(wait.nanos(), now + random.nextInt(20_000_000)));
            }
        }
        return last;
    }

    static LogEntry.Input randomInput(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(5) == 0 ? 1500 : 40)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? new LogEntry.PacketArrival(bytes) : new LogEntry.ConsoleInput(bytes);
    }

    /** Replays flushes, supplying them in random portions, and returns the last turn. */
    static Turn replay(VirtualMachine backup, List<Flush> flushes, Random random, long now) {
        int supplied = 0;
        long time = now;
        for (long turns = 0; turns < 10_000_000; turns++) {
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
}
