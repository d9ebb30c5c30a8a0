package org.vmft.simulation.world;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.vmft.api.replica.Role;

/** What goes wrong in a history: kinds and their likelihood vary with the seed. */
final class Faults {
    private static final long MILLI = 1_000_000;

    private enum Kind {
        KILL_PRIMARY, KILL_BACKUP, KILL_ANY, FAILPOINT, PAUSE_PRIMARY, PAUSE_BACKUP, PARTITION, ONE_WAY_TO_BACKUP,
        ONE_WAY_TO_PRIMARY, ARBITER_CUT, SWITCH_CUT, CONNECTION_LOST, CORRUPTED_FRAME, ARBITER_DOWN,
        ARBITER_CRASH_AFTER_WRITE, SLOW_NETWORK, SLOW_BACKUP, DETACH
    }

    private final World world;
    private final Random random;
    private final int[] weights = new int[Kind.values().length];

    Faults(World world, Random random) {
        this.world = world;
        this.random = random;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(8);
        }
        weights[Kind.FAILPOINT.ordinal()] = 6 + random.nextInt(30);
        weights[Kind.KILL_PRIMARY.ordinal()] += 4;
    }

    /** One fault, if it fits the present moment. */
    void strike() {
        Kind kind = draw();
        Optional<Process> primary = with(Role.PRIMARY);
        Optional<Process> backup = with(Role.BACKUP);
        boolean pair = primary.isPresent() && backup.isPresent();
        if (kind == Kind.KILL_ANY ? random.nextInt(6) != 0 && !pair : kind != Kind.FAILPOINT && !pair) {
            return;
        }
        world.coverage().count("fault: " + kind);
        world.trace("fault", kind.toString());
        switch (kind) {
            case KILL_PRIMARY -> world.kill(primary.get(), "kill -9");
            case KILL_BACKUP -> world.kill(backup.get(), "kill -9");
            case KILL_ANY -> any(process -> true).ifPresent(process -> world.kill(process, "kill -9"));
            case FAILPOINT -> world.arm(Failpoint.values()[random.nextInt(Failpoint.values().length)],
                    1 + random.nextInt(random.nextBoolean() ? 4 : 40));
            case PAUSE_PRIMARY -> pause(primary.get());
            case PAUSE_BACKUP -> pause(backup.get());
            case PARTITION -> {
                cut(primary.get().host(), backup.get().host());
                cut(backup.get().host(), primary.get().host());
            }
            case ONE_WAY_TO_BACKUP -> cut(primary.get().host(), backup.get().host());
            case ONE_WAY_TO_PRIMARY -> cut(backup.get().host(), primary.get().host());
            case ARBITER_CUT -> {
                String host = (random.nextBoolean() ? primary : backup).get().host();
                cut(host, SimulatedArbiter.HOST);
                cut(SimulatedArbiter.HOST, host);
            }
            case SWITCH_CUT -> {
                cut(primary.get().host(), SimulatedSwitch.HOST);
                cut(SimulatedSwitch.HOST, primary.get().host());
            }
            case CONNECTION_LOST -> pipe(primary.get(), backup.get()).ifPresent(Pipe::breakOff);
            case CORRUPTED_FRAME -> pipe(primary.get(), backup.get()).ifPresent(Pipe::corruptNext);
            case ARBITER_DOWN -> world.arbiter().down(world.timeline().now() + span(50, 700));
            case ARBITER_CRASH_AFTER_WRITE -> {
                world.arbiter().crashAfterNextWrite();
                world.kill((random.nextBoolean() ? primary : backup).get(), "kill -9");
            }
            case SLOW_NETWORK -> world.network().slow(world.timeline().now() + span(50, 500));
            case SLOW_BACKUP -> {
                Process slowed = backup.get();
                slowed.slow(50 + random.nextInt(400));
                world.timeline().after(span(50, 500), () -> slowed.slow(1));
            }
            case DETACH -> primary.get().replica().requestDetach();
        }
    }

    private Kind draw() {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int left = random.nextInt(sum);
        for (Kind kind : Kind.values()) {
            left -= weights[kind.ordinal()];
            if (left < 0) {
                return kind;
            }
        }
        throw new AssertionError();
    }

    private void pause(Process process) {
        process.pause();
        world.timeline().after(span(20, 900), process::resume);
    }

    private void cut(String from, String to) {
        world.network().cut(from, to);
        world.timeline().after(span(20, 900), () -> world.network().heal(from, to));
    }

    private long span(int fromMillis, int toMillis) {
        return (fromMillis + random.nextInt(toMillis - fromMillis)) * MILLI;
    }

    private Optional<Process> with(Role role) {
        return any(process -> process.role() == role && !process.paused());
    }

    private Optional<Process> any(Predicate<Process> wanted) {
        List<Process> candidates = world.alive().filter(wanted).toList();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    private Optional<Pipe> pipe(Process one, Process other) {
        List<Pipe> between = world.pipes().stream().filter(pipe -> pipe.between(one, other)).toList();
        return between.isEmpty() ? Optional.empty() : Optional.of(between.get(random.nextInt(between.size())));
    }

    /** Ends every fault under way; nothing new goes wrong. */
    void end() {
        world.disarm();
        world.network().healAll();
        world.arbiter().down(0);
        world.alive().forEach(process -> {
            process.resume();
            process.slow(1);
        });
    }
}
