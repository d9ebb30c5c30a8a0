package org.vmft.testkit;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.vmft.api.log.LogEntry.Input;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;

/** Drives a recording machine under a virtual host clock, which moves as the guest does work, with random inputs. */
public final class RecordingSession {
    private static final int WAIT_NANOS_MAX = 20_000_000;

    private final VirtualMachine machine;
    private final RecordedHost host;
    private final Function<SplittableRandom, Input> inputs;
    private final SplittableRandom random;
    private long now;

    public RecordingSession(VirtualMachine machine, RecordedHost host, Function<SplittableRandom, Input> inputs,
            long seed, long now) {
        this.machine = machine;
        this.host = host;
        this.inputs = inputs;
        this.now = now;
        random = new SplittableRandom(seed);
    }

    public VirtualMachine machine() {
        return machine;
    }

    public RecordedHost host() {
        return host;
    }

    public long now() {
        return now;
    }

    public void pass(long nanos) {
        now += nanos;
    }

    /** So many turns, or until the guest halts, with inputs posted at random. */
    public Turn run(int turns) {
        Turn last = new Turn.Ran();
        for (int at = 0; at < turns && !(last instanceof Turn.Halted); at++) {
            if (random.nextInt(8) == 0) {
                machine.post(inputs.apply(random));
            }
            if (!host.requests().isEmpty() && random.nextInt(3) == 0) {
                host.performOldestRequest().ifPresent(machine::post);
            }
            last = random.nextBoolean() ? turn() : livelyTurn();
        }
        return last;
    }

    public Turn turn() {
        long before = machine.step();
        Turn turn = machine.turn(now);
        now += (machine.step() - before) * (5 + random.nextInt(20)) + 1 + random.nextInt(1000);
        return turn;
    }

    /** A turn after which the host clock is where an idle guest wakes, or a bit before. */
    public Turn livelyTurn() {
        Turn turn = turn();
        if (turn instanceof Turn.WaitUntil wait) {
            now = Math.max(now, Math.min(wait.nanos(), now + random.nextInt(WAIT_NANOS_MAX)));
        }
        return turn;
    }
}
