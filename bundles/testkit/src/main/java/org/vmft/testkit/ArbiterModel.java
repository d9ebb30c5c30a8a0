package org.vmft.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;

/** The rules of {@link Arbiter} in memory, for one thread: what the contract compares with. */
final class ArbiterModel implements Arbiter {
    private static final int REPLICAS = 4;

    private final Map<String, ArbiterRecord> records = new TreeMap<>();

    record Outcome(boolean granted, Optional<ArbiterRecord> record) {}

    static Outcome granted(ArbiterRecord record) {
        return new Outcome(true, Optional.of(record));
    }

    static Outcome refused(ArbiterRecord record) {
        return new Outcome(false, Optional.of(record));
    }

    static Outcome refusedUnknown() {
        return new Outcome(false, Optional.empty());
    }

    @Override
    public Verdict ask(ArbiterRequest request) {
        Outcome outcome = decide(request, records.get(request.vm()));
        outcome.record().ifPresent(record -> records.put(request.vm(), record));
        return new Verdict(request, outcome.granted(), outcome.record());
    }

    private static Outcome decide(ArbiterRequest request, ArbiterRecord old) {
        return switch (request.operation()) {
            case CREATE -> create(request, old);
            case CLAIM -> old == null ? refusedUnknown() : claim(request, old);
            case MARK_OFF -> old == null ? refusedUnknown() : markOff(request, old);
            case INSPECT -> old == null ? refusedUnknown() : refused(old);
        };
    }

    private static Outcome create(ArbiterRequest request, ArbiterRecord old) {
        ArbiterRecord begun = new ArbiterRecord(request.vm(), request.incarnation() + 1, 1, request.replica(), false);
        if (old == null) {
            return request.incarnation() == 0 ? granted(begun) : refusedUnknown();
        }
        boolean follows = request.incarnation() == old.incarnation() && (old.off() || request.force());
        return follows || old.equals(begun) ? granted(begun) : refused(old);
    }

    private static Outcome claim(ArbiterRequest request, ArbiterRecord old) {
        if (request.incarnation() != old.incarnation() || old.off()) {
            return refused(old);
        }
        if (request.generation() == old.generation() + 1) {
            return granted(new ArbiterRecord(old.vm(), old.incarnation(), request.generation(), request.replica(), false));
        }
        return new Outcome(holds(request, old), Optional.of(old));
    }

    private static Outcome markOff(ArbiterRequest request, ArbiterRecord old) {
        if (request.incarnation() != old.incarnation() || !holds(request, old)) {
            return refused(old);
        }
        return granted(new ArbiterRecord(old.vm(), old.incarnation(), old.generation(), old.winner(), true));
    }

    private static boolean holds(ArbiterRequest request, ArbiterRecord old) {
        return request.generation() == old.generation() && request.replica().equals(old.winner());
    }

    /** A request near the present record, so that about half of them are granted. */
    ArbiterRequest randomRequest(SplittableRandom random, String vm) {
        ArbiterRecord now = records.get(vm);
        ReplicaId replica = now != null && random.nextInt(3) == 0
                ? now.winner() : new ReplicaId(1 + random.nextInt(REPLICAS));
        long incarnation = now == null ? random.nextInt(2) : Math.max(0, now.incarnation() - spread(random));
        long generation = now == null ? 1 : Math.max(1, now.generation() + 1 - spread(random));
        switch (random.nextInt(8)) {
            case 0 -> {
                return ArbiterRequest.createAfter(vm, incarnation, replica, random.nextInt(4) == 0);
            }
            case 1 -> {
                return ArbiterRequest.markOff(vm, incarnation, Math.max(1, generation - 1), replica);
            }
            default -> {
                return ArbiterRequest.claim(vm, incarnation, generation, replica);
            }
        }
    }

    /** Mostly 0, sometimes 1, seldom -1. */
    private static int spread(SplittableRandom random) {
        int drawn = random.nextInt(10);
        return drawn < 6 ? 0 : drawn < 9 ? 1 : -1;
    }
}
