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
 * Late and repeated questions and answers are delivered too, as a harsh network would.
 */
final class SimulatedArbiter {
    static final String HOST = "arbiter";
    private static final long PATIENCE_NANOS = 200_000_000;
    private static final long RESTART_NANOS = 300_000_000;
    private static final int LATE_NANOS_MAX = 1_000_000_000;
    /** An answer that an earlier connection held back arrives at the worst of times: with the next question. */
    private static final int REPEATED_ONE_IN = 4;

    private final World world;
    private final Arbiter ledger;
    private final Map<String, ArbiterRecord> records = new TreeMap<>();
    /** What each process was answered last. */
    private final Map<Integer, Runnable> lastAnswers = new TreeMap<>();
    private long downUntil;
    private long slowUntil;
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
    Optional<ArbiterRecord> record(String vm) {
        return Optional.ofNullable(records.get(vm));
    }

    void down(long untilNanos) {
        downUntil = untilNanos;
    }

    /** Questions and answers take long, each for itself. */
    void slow(long untilNanos) {
        slowUntil = untilNanos;
    }

    void crashAfterNextWrite() {
        crashAfterWrite = true;
    }

    void recover() {
        downUntil = 0;
        slowUntil = 0;
        crashAfterWrite = false;
    }

    void ask(Process asker, ArbiterRequest request, Consumer<Optional<Verdict>> answer) {
        boolean[] answered = {false};
        world.timeline().after(PATIENCE_NANOS, () -> {
            if (!answered[0]) {
                asker.execute(() -> answer.accept(Optional.empty()));
            }
        });
        Runnable earlier = lastAnswers.get(asker.number());
        if (earlier != null && world.random().nextInt(REPEATED_ONE_IN) == 0) {
            world.coverage().count("fault: repeated answer of the arbiter");
            world.timeline().after(world.network().latency(), earlier);
        }
        world.timeline().after(world.network().latency() + delay("question"), () -> arrive(asker, request, verdict -> {
            answered[0] = true;
            answer.accept(verdict);
        }));
    }

    private long delay(String what) {
        boolean slow = world.timeline().now() < slowUntil;
        if (slow ? world.random().nextBoolean() : world.random().nextInt(30) == 0) {
            world.coverage().count("fault: late " + what + " of the arbiter");
            return world.random().nextInt(LATE_NANOS_MAX);
        }
        return 0;
    }

    private void arrive(Process asker, ArbiterRequest request, Consumer<Optional<Verdict>> answer) {
        if (world.timeline().now() < downUntil || !world.network().reaches(asker.host(), HOST)) {
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
        world.trace().line("arbiter", (verdict.granted() ? "grants " : "refuses ") + request.operation()
                + " generation " + request.generation() + " to " + asker + verdict.record()
                        .map(record -> "; records generation " + record.generation() + (record.off() ? ", off" : ""))
                        .orElse(""));
        world.witness().decided(verdict, asker.standing());
        if (crashAfterWrite && !before.equals(record(request.vm()))) {
            crashAfterWrite = false;
            down(world.timeline().now() + RESTART_NANOS);
            world.coverage().count("fault: arbiter crash between write and reply");
            world.trace().fault("arbiter", "crashes between write and reply");
            return;
        }
        Runnable reply = () -> {
            if (world.network().reaches(HOST, asker.host())) {
                asker.execute(() -> answer.accept(Optional.of(verdict)));
            }
        };
        lastAnswers.put(asker.number(), reply);
        world.timeline().after(world.network().latency() + delay("answer"), reply);
    }
}
