package org.vmft.simulation.explore;

import java.util.Optional;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;
import org.vmft.arbiter.RecordStore;
import org.vmft.replication.internal.core.RoleEvent;

/**
 * The arbiter's production logic as a function of what it records. Requests, records and answers are small numbers
 * here: a request is one of {@link #KINDS}; an answer holds its request, the decision and the record after it.
 */
final class ExploredArbiter {
    static final String VM = "vm";
    /** For each of two incarnations: CREATE it, CLAIM generation 2 or 3, MARK_OFF 1, 2 or 3. */
    static final int KINDS = 12;
    static final int RECORD_BITS = 8;
    static final int ANSWER_BITS = 1 + 4 + 1 + RECORD_BITS;

    private static final int KINDS_EACH = KINDS / 2;
    private static final int GRANTED = 1 << 5;
    private static final int RECORD_SHIFT = 6;

    private final ReplicaId[] ids;
    private final ArbiterRequest[][] requests;
    private final int[][][] decisions;
    private final int[][] events;
    private final OneRecord store = new OneRecord();
    private final Arbiter arbiter;

    /** Where the record is kept while the arbiter decides. */
    private static final class OneRecord implements RecordStore {
        private Optional<ArbiterRecord> record = Optional.empty();

        @Override
        public Optional<ArbiterRecord> read(String vm) {
            return record;
        }

        @Override
        public boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) {
            if (!before.equals(record)) {
                return false;
            }
            record = Optional.of(after);
            return true;
        }
    }

    ExploredArbiter(ExploredSystem system, int replicas) {
        arbiter = system.arbiter(store);
        ids = new ReplicaId[replicas];
        requests = new ArbiterRequest[replicas][KINDS];
        decisions = new int[replicas][KINDS][1 << RECORD_BITS];
        events = new int[replicas][1 << ANSWER_BITS];
        for (int r = 0; r < replicas; r++) {
            ids[r] = system.id(r);
            for (int i = 1; i <= Bounds.INCARNATIONS_MAX; i++) {
                int first = (i - 1) * KINDS_EACH;
                requests[r][first] = ArbiterRequest.createAfter(VM, i - 1, ids[r], false);
                for (int g = 1; g <= Bounds.GENERATIONS_MAX; g++) {
                    requests[r][first + 2 + g] = ArbiterRequest.markOff(VM, i, g, ids[r]);
                    if (g > 1) {
                        requests[r][first + g - 1] = ArbiterRequest.claim(VM, i, g, ids[r]);
                    }
                }
            }
        }
    }

    int kind(ArbiterRequest request) {
        int incarnation = (int) request.incarnation();
        return switch (request.operation()) {
            case CREATE -> incarnation * KINDS_EACH;
            case CLAIM -> (incarnation - 1) * KINDS_EACH + (int) request.generation() - 1;
            case MARK_OFF -> (incarnation - 1) * KINDS_EACH + 2 + (int) request.generation();
            case INSPECT -> throw new IllegalArgumentException("the role core never inspects: " + request);
        };
    }

    /** The answer to a replica's request with the record as given. */
    int decide(int replica, int kind, int record) {
        int known = decisions[replica][kind][record];
        if (known == 0) {
            known = ask(replica, kind, record);
            decisions[replica][kind][record] = known;
        }
        return known;
    }

    private int ask(int replica, int kind, int record) {
        store.record = unpack(record);
        try {
            Verdict verdict = arbiter.ask(requests[replica][kind]);
            return 1 | kind << 1 | (verdict.granted() ? GRANTED : 0) | pack(store.record) << RECORD_SHIFT;
        } catch (ArbiterUnreachableException e) {
            throw new IllegalStateException("a store in memory cannot fail", e);
        }
    }

    /** The number of the event that an answer is. */
    int event(int replica, int answer, RoleTable roles) {
        if (events[replica][answer] == 0) {
            events[replica][answer] = 1 + roles.number(new RoleEvent.Answered(new Verdict(
                    requests[replica][kindOf(answer)], granted(answer), unpack(recordOf(answer)))));
        }
        return events[replica][answer] - 1;
    }

    static int kindOf(int answer) {
        return answer >>> 1 & 15;
    }

    static boolean granted(int answer) {
        return (answer & GRANTED) != 0;
    }

    static int recordOf(int answer) {
        return answer >>> RECORD_SHIFT;
    }

    static boolean isMarkOff(int kind) {
        return kind % KINDS_EACH > 2;
    }

    static boolean isClaim(int kind) {
        return kind % KINDS_EACH > 0 && !isMarkOff(kind);
    }

    /** The generation that CREATE or CLAIM asks for. */
    static int wanted(int kind) {
        return kind % KINDS_EACH + 1;
    }

    static String name(int kind) {
        return isMarkOff(kind) ? "MARK_OFF of generation " + (kind % KINDS_EACH - 2)
                : isClaim(kind) ? "CLAIM of generation " + wanted(kind) : "CREATE";
    }

    private int pack(Optional<ArbiterRecord> record) {
        return record.map(r -> 1 | (int) r.incarnation() << 1 | (int) r.generation() << 3 | index(r.winner()) << 5
                | (r.off() ? 1 : 0) << 7).orElse(0);
    }

    private Optional<ArbiterRecord> unpack(int record) {
        return record == 0 ? Optional.empty() : Optional.of(new ArbiterRecord(VM, incarnation(record),
                generation(record), ids[winner(record)], isOff(record)));
    }

    private int index(ReplicaId id) {
        for (int r = 0; r < ids.length; r++) {
            if (ids[r].equals(id)) {
                return r;
            }
        }
        throw new IllegalStateException("no replica " + id);
    }

    /** 0 when nothing is recorded. */
    static int incarnation(int record) {
        return record >>> 1 & 3;
    }

    static int generation(int record) {
        return record >>> 3 & 3;
    }

    static int winner(int record) {
        return record >>> 5 & 3;
    }

    static boolean isOff(int record) {
        return record >>> 7 != 0;
    }

    static String recordText(int record) {
        return record == 0 ? "nothing" : (incarnation(record) == 1 ? "" : "incarnation " + incarnation(record) + ", ")
                + "generation " + generation(record) + " won by r" + winner(record) + (isOff(record) ? ", off" : "");
    }
}
