package org.vmft.simulation.world;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.arbiter.ArbiterLedger;
import org.vmft.arbiter.RecordStore;

/**
 * The arbiter's production logic on a host of its own: slow, unreachable, or crashing between its write and its reply.
 * Late and repeated answers are delivered too, as a harsh network would.
 */
public final class SimulatedArbiter {
    static final String HOST = "arbiter";
    private static final long PATIENCE_NANOS = 200_000_000;

    private final World world;
    private final Arbiter ledger;
    private final Map<String, ArbiterRecord> records = new TreeMap<>();
    private long downUntil;
    private boolean crashAfterWrite;

    SimulatedArbiter(World world, Mutation mutation) {
        this.world = world;
        ledger = mutation.arbiter(new ArbiterLedger(new RecordStore() {
            @Override
            public Optional<ArbiterRecord> read(String vm) {
                return Optional.ofNullable(records.get(vm));
            }

            @Override
            public boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) throws IOException {
                if (!before.equals(read(after.vm()))) {
                    return false;
                }
                records.put(after.vm(), after);
                return true;
            }
        }));
    }

    /** As recorded; empty when the virtual machine is unknown. */
    public Optional<ArbiterRecord> record(String vm) {
        return Optional.ofNullable(records.get(vm));
    }

    void down(long untilNanos) {
        downUntil = untilNanos;
    }

    boolean isDown() {
        return world.timeline().now() < downUntil;
    }

    void crashAfterNextWrite() {
        crashAfterWrite = true;
    }

    void ask(Process asker, ArbiterRequest request, Consumer<Optional<Verdict>> answer) {
        boolean[] answered = {false};
        world.timeline().after(PATIENCE_NANOS, () -> {
            if (!answered[0]) {
                asker.execute(() -> answer.accept(Optional.empty()));
            }
        });
        world.timeline().after(world.network().latency(), () -> arrive(asker, request, verdict -> {
            answered[0] = true;
            answer.accept(verdict);
        }));
    }

    private void arrive(Process asker, ArbiterRequest request, Consumer<Optional<Verdict>> answer) {
        if (isDown() || !world.network().reaches(asker.host(), HOST)) {
            world.coverage().count("fault: arbiter unreachable");
            return;
        }
        Optional<ArbiterRecord> before = record(request.vm());
        Verdict verdict;
        try {
            verdict = ledger.ask(request);
        } catch (ArbiterUnreachableException e) {
            throw new IllegalStateException("a store in memory cannot fail", e);
        }
        world.trace("arbiter", (verdict.granted() ? "grants " : "refuses ") + request.operation() + " generation "
                + request.generation() + " to " + asker + "; records " + verdict.record());
        if (crashAfterWrite && !before.equals(record(request.vm()))) {
            crashAfterWrite = false;
            down(world.timeline().now() + 300_000_000);
            world.coverage().count("fault: arbiter crash between write and reply");
            world.trace("arbiter", "crashes between write and reply");
            return;
        }
        reply(asker, verdict, answer);
    }

    private void reply(Process asker, Verdict verdict, Consumer<Optional<Verdict>> answer) {
        boolean late = world.random().nextInt(20) == 0;
        long delay = world.network().latency() + (late ? world.random().nextInt(600_000_000) : 0);
        world.timeline().after(delay, () -> {
            if (world.network().reaches(HOST, asker.host())) {
                asker.execute(() -> {
                    world.witness().answered(verdict, asker);
                    answer.accept(Optional.of(verdict));
                });
            }
        });
        if (late) {
            world.coverage().count("fault: late answer of the arbiter");
        }
    }
}
