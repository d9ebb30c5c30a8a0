package org.vmft.simulation.world;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;

/** One history: a protected virtual machine, a client, faults for a while, and peace at the end. */
public final class HistoryRun {
    /** What came of it. */
    public record Outcome(long seed, int requests, int duplicates, int failovers, int losses, int outputsCompared,
            long digestsCompared, long virtualMillis, Coverage coverage) {}

    private static final long MILLI = 1_000_000;
    private static final List<String> ADDRESSES = List.of("a/1", "b/1", "c/1", "a/2", "b/2", "c/2");
    private static final int REQUESTS_MIN = 50;
    /** Requests answered by one and the same pair that show that it works again. */
    private static final int REQUESTS_IN_PEACE = 5;
    /** Once faults stop, the pair is protected again and the client has its answers within this time. */
    private static final long PEACE_NANOS_MAX = 15_000 * MILLI;
    /** Whoever may still go on shows it within this time: a joiner whose state is complete claims. */
    private static final long LOSS_NANOS = 600 * MILLI;

    private final long seed;
    private final World world;
    private final Random random;
    private final Client client;
    private final Faults faults;
    private final Incarnations incarnations;
    /** Sometimes an idle node waits for its chance, sometimes the operator brings one when it is needed. */
    private final int nodes;
    private final boolean endsWithPowerOff;
    private Optional<Long> nobodySince = Optional.empty();
    private Optional<String> pair = Optional.empty();
    private int answersWanted = REQUESTS_MIN;
    private int losses;
    private boolean ended;

    /** {@code heard}: the invariants whose violation ends the history. */
    public HistoryRun(long seed, Mutation mutation, Set<Invariant> heard, boolean traced) {
        this.seed = seed;
        world = new World(seed, mutation, heard, ADDRESSES, traced);
        random = new Random(seed * 0x9e3779b97f4a7c15L + 1);
        client = new Client(world, world.judge(), new Random(random.nextLong()));
        faults = new Faults(world, client, ADDRESSES, new Random(random.nextLong()));
        incarnations = new Incarnations(world, client);
        nodes = 2 + random.nextInt(2);
        endsWithPowerOff = random.nextInt(5) == 0;
    }

    public Trace trace() {
        return world.trace();
    }

    /** @throws Violation of the first invariant that does not hold */
    public Outcome run() {
        if (random.nextInt(8) == 0) {
            world.arbiter().slow(random.nextInt(1500) * MILLI);
        }
        world.boot(ADDRESSES.get(0), false);
        client.begin();
        int episodes = 2 + random.nextInt(7);
        int gapMillisMax = random.nextBoolean() ? 120 : 500;
        long at = 40 * MILLI;
        for (int i = 0; i < episodes; i++) {
            at += (10 + random.nextInt(gapMillisMax)) * MILLI;
            world.timeline().at(at, faults::strike);
        }
        tend();
        runUntil(at + 150 * MILLI, false);
        faults.end();
        world.trace().fault("world", "faults stop");
        runUntil(world.timeline().now() + PEACE_NANOS_MAX, true);
        if (!peaceful()) {
            world.judge().violated(Invariant.PROTECTED_AGAIN, Standing.NOBODY, "after " + PEACE_NANOS_MAX / MILLI + " ms",
                    "a primary with its backup and " + answersWanted + " answers", client.answered() + " answers, "
                            + world.alive().map(p -> p + "=" + p.role()
                                    + (p.replica().status().detail().isEmpty() ? "" : " (" + p.replica().status().detail() + ")"))
                                    .toList());
        } else if (endsWithPowerOff) {
            powerOff();
        }
        ended = true;
        conclude();
        return outcome();
    }

    private void runUntil(long time, boolean untilPeace) {
        while (world.timeline().now() < time && !(untilPeace && peaceful()) && world.step()) {
            // the next event has happened
        }
    }

    /** Whether a pair is protected and has been for some answers. */
    private boolean peaceful() {
        Optional<Process> primary = protectedPair();
        Optional<String> now = primary.map(process -> process + " with " + process.replica().status().peer());
        if (!now.equals(pair)) {
            pair = now;
            answersWanted = Math.max(REQUESTS_MIN, client.answered() + REQUESTS_IN_PEACE);
        }
        return pair.isPresent() && client.answered() >= answersWanted;
    }

    private Optional<Process> protectedPair() {
        for (Process primary : world.alive().filter(process -> process.role() == Role.PRIMARY).toList()) {
            ReplicaId peer = primary.replica().status().peer();
            if (world.alive().anyMatch(backup -> backup.role() == Role.BACKUP && backup.id().equals(peer))) {
                return Optional.of(primary);
            }
        }
        return Optional.empty();
    }

    /** An operator's rounds: replaces ended nodes, keeps a few running, boots anew what is off or lost for good. */
    private void tend() {
        if (ended) {
            return;
        }
        world.timeline().after((20 + random.nextInt(60)) * MILLI, this::tend);
        world.alive().filter(process -> process.role().ended() && process.replica().settled()).toList().forEach(process -> {
            if (random.nextInt(3) == 0) {
                world.kill(process, "stopped by the operator, being " + process.role());
            }
        });
        if (nobodyGoesOn()) {
            startOver();
        } else if (world.alive().filter(process -> !process.role().ended()).count() < nodes) {
            freeAddress().ifPresent(world::join);
        }
    }

    private Optional<String> freeAddress() {
        List<String> free = ADDRESSES.stream().filter(world::free).toList();
        return free.isEmpty() ? Optional.empty() : Optional.of(free.get(random.nextInt(free.size())));
    }

    /** Whether, for some time, no process has been left that runs the guest or may go live with it. */
    private boolean nobodyGoesOn() {
        boolean nobody = world.alive().allMatch(process -> process.undisturbed()
                && (process.role().ended() && process.replica().settled() || process.role() == Role.JOINING));
        nobodySince = nobody ? Optional.of(nobodySince.orElse(world.timeline().now())) : Optional.empty();
        return nobody && world.timeline().now() - nobodySince.get() >= LOSS_NANOS;
    }

    private void startOver() {
        Optional<ArbiterRecord> record = world.arbiter().record(World.VM);
        boolean off = record.isEmpty() || record.get().off();
        if (!off) {
            long incarnation = record.get().incarnation();
            losses++;
            world.coverage().count("lost: " + world.witness().lost(incarnation, world::alive));
            incarnations.lost(incarnation);
        }
        world.alive().toList().forEach(process -> world.kill(process, "stopped by the operator"));
        freeAddress().ifPresent(address -> world.boot(address, !off));
    }

    private void powerOff() {
        Process primary = protectedPair().orElseThrow();
        world.trace().line(primary, () -> "is told to switch the virtual machine off");
        primary.replica().requestPowerOff();
        long deadline = world.timeline().now() + PEACE_NANOS_MAX;
        while (world.timeline().now() < deadline && !record().off()) {
            world.step();
        }
        if (!record().off()) {
            world.judge().violated(Invariant.OFF_IS_MARKED, primary.standing(), "after " + PEACE_NANOS_MAX / MILLI + " ms",
                    "marked off", record());
        }
        world.coverage().count("powered off in peace");
    }

    private ArbiterRecord record() {
        return world.arbiter().record(World.VM).orElseThrow();
    }

    private void conclude() {
        long incarnation = record().incarnation();
        world.witness().grants().latest(incarnation).map(latest -> latest.getValue().who().number())
                .flatMap(winner -> world.alive().filter(process -> process.number() == winner).findFirst())
                .ifPresent(survivor -> world.witness().acknowledgedHasLeft(survivor.standing()));
        incarnations.compare(incarnation);
        world.judge().conclude();
    }

    private Outcome outcome() {
        return new Outcome(seed, client.answered(), client.duplicates(),
                (int) world.coverage().count(Role.CLAIMING, Role.GOING_LIVE), losses, incarnations.outputsCompared(),
                world.witness().digestsCompared(), world.timeline().now() / MILLI, world.coverage());
    }
}
