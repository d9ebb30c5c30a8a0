package org.vmft.simulation.world;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.replica.Role;

/** One history: a protected virtual machine, a client, faults for a while, and peace at the end. */
public final class HistoryRun {
    /** What came of it. */
    public record Outcome(long seed, int requests, int duplicates, int failovers, int losses, int outputsCompared,
            long digestsCompared, long virtualMillis, Coverage coverage) {}

    private static final long MILLI = 1_000_000;
    private static final List<String> ADDRESSES = List.of("a/1", "b/1", "c/1", "a/2", "b/2", "c/2");
    private static final int REQUESTS_MIN = 50;
    private static final long NODES = 3;
    /** Once faults stop, the pair is protected again and the client has its answers within this time. */
    private static final long PEACE_NANOS_MAX = 15_000 * MILLI;

    private final long seed;
    private final World world;
    private final Random random;
    private final Client client;
    private final Faults faults;
    private final boolean endsWithPowerOff;
    private int losses;
    private boolean ended;

    public HistoryRun(long seed, Mutation mutation, Trace trace) {
        this.seed = seed;
        world = new World(seed, mutation, ADDRESSES, trace);
        random = new Random(seed * 0x9e3779b97f4a7c15L + 1);
        client = new Client(world, new Random(random.nextLong()));
        faults = new Faults(world, new Random(random.nextLong()));
        endsWithPowerOff = random.nextInt(5) == 0;
    }

    /** @throws Violation with the name of the invariant that does not hold */
    public Outcome run() {
        world.boot(ADDRESSES.get(0), false);
        client.begin();
        int episodes = 2 + random.nextInt(8);
        long at = 60 * MILLI;
        for (int i = 0; i < episodes; i++) {
            at += (30 + random.nextInt(600)) * MILLI;
            world.timeline().at(at, faults::strike);
        }
        tend();
        runUntil(at + 200 * MILLI, false);
        faults.end();
        world.trace("world", "faults stop");
        long deadline = world.timeline().now() + PEACE_NANOS_MAX;
        runUntil(deadline, true);
        if (!peaceful()) {
            throw new Violation("once faults stop, the pair is protected again", "expected a primary with its backup and "
                    + REQUESTS_MIN + " answers within " + PEACE_NANOS_MAX / MILLI + " ms, actual "
                    + client.answered() + " answers, " + world.alive().map(p -> p + "=" + p.role()
                            + (p.replica().status().detail().isEmpty() ? "" : " (" + p.replica().status().detail() + ")"))
                            .toList());
        }
        if (endsWithPowerOff) {
            powerOff();
        }
        ended = true;
        return outcome();
    }

    private void runUntil(long time, boolean untilPeace) {
        while (world.timeline().now() < time && !(untilPeace && peaceful())) {
            if (!world.timeline().step()) {
                return;
            }
        }
    }

    private boolean peaceful() {
        return client.answered() >= REQUESTS_MIN && protectedPair().isPresent();
    }

    private Optional<Process> protectedPair() {
        return world.alive().filter(process -> process.role() == Role.PRIMARY)
                .filter(primary -> world.alive().anyMatch(backup -> backup.role() == Role.BACKUP
                        && backup.id().equals(primary.replica().status().peer())))
                .findFirst();
    }

    /** An operator's rounds: replaces ended nodes, keeps a few running, boots anew what is lost for good. */
    private void tend() {
        if (ended) {
            return;
        }
        world.timeline().after((20 + random.nextInt(60)) * MILLI, this::tend);
        world.alive().filter(process -> process.role().ended() && process.replica().status().role() != Role.POWERED_OFF)
                .toList().forEach(process -> {
                    if (random.nextInt(3) == 0) {
                        mayEnd(process);
                        world.kill(process, "stopped by the operator, being " + process.role());
                    }
                });
        if (lost()) {
            losses++;
            world.coverage().count("virtual machine lost");
            world.alive().toList().forEach(process -> world.kill(process, "stopped by the operator"));
            client.newIncarnation();
            freeAddress().ifPresent(address -> world.boot(address, true));
        } else if (world.alive().filter(process -> !process.role().ended()).count() < NODES) {
            freeAddress().ifPresent(world::join);
        }
    }

    private Optional<String> freeAddress() {
        List<String> free = ADDRESSES.stream().filter(world::free).toList();
        return free.isEmpty() ? Optional.empty() : Optional.of(free.get(random.nextInt(free.size())));
    }

    /** The recorded winner never ends while it lives. */
    private void mayEnd(Process process) {
        Optional<ArbiterRecord> record = world.arbiter().record(World.VM);
        if (record.isPresent() && !record.get().off() && record.get().winner().equals(process.id())
                && process.replica().status().incarnation() == record.get().incarnation()) {
            throw new Violation("the winner goes on", process + " won generation " + record.get().generation()
                    + ": expected a live role, actual " + process.role() + ", "
                    + process.replica().status().detail());
        }
    }

    /** Whether no process is left that runs the guest or may go live with it. */
    private boolean lost() {
        return world.arbiter().record(World.VM).isPresent() && world.alive()
                .allMatch(process -> process.role().ended() || process.role() == Role.JOINING && !process.paused());
    }

    private void powerOff() {
        Process primary = protectedPair().orElseThrow();
        world.trace("operator", "switches the virtual machine off");
        primary.replica().requestPowerOff();
        long deadline = world.timeline().now() + PEACE_NANOS_MAX;
        while (world.timeline().now() < deadline && !world.arbiter().record(World.VM).orElseThrow().off()) {
            world.timeline().step();
        }
        if (!world.arbiter().record(World.VM).orElseThrow().off()) {
            throw new Violation("a power-off is marked", "expected off within " + PEACE_NANOS_MAX / MILLI + " ms, actual "
                    + world.arbiter().record(World.VM));
        }
        world.coverage().count("powered off");
    }

    private Outcome outcome() {
        Process survivor = world.processes().stream()
                .filter(process -> process.id().equals(world.arbiter().record(World.VM).orElseThrow().winner()))
                .reduce((first, second) -> second).orElseThrow();
        long incarnation = survivor.replica().status().incarnation();
        int compared = world.history().verify(survivor, incarnation);
        int failovers = (int) (world.coverage().counts().getOrDefault("role: CLAIMING -> GOING_LIVE", 0L) + 0);
        return new Outcome(seed, client.answered(), client.duplicates(), failovers, losses, compared,
                world.witness().digestsCompared(), world.timeline().now() / MILLI, world.coverage());
    }
}
