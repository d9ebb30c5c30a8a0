package org.vmft.arbiter;

import java.io.IOException;
import java.util.Optional;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;

/** Decides requests over a store. Every decision of every arbiter is made here. As thread-safe as its store. */
public final class ArbiterLedger implements Arbiter {
    /** Each failed attempt means that another request was decided; so many in a row mean a broken store. */
    static final int ATTEMPTS_MAX = 1000;

    private final RecordStore store;

    public ArbiterLedger(RecordStore store) {
        this.store = store;
    }

    @Override
    public Verdict ask(ArbiterRequest request) throws ArbiterUnreachableException {
        try {
            for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
                Optional<ArbiterRecord> before = store.read(request.vm());
                Optional<ArbiterRecord> after = after(request, before);
                if (after.isEmpty()) {
                    return new Verdict(request, false, before);
                }
                if (after.equals(before) || store.replace(before, after.get())) {
                    return new Verdict(request, true, after);
                }
            }
        } catch (IOException e) {
            throw new ArbiterUnreachableException(e.getMessage(), e);
        }
        throw new ArbiterUnreachableException("arbiter: no decision for \"" + request.vm() + "\" in " + ATTEMPTS_MAX
                + " attempts", null);
    }

    /** The record if the request is granted; empty if it is not. */
    private static Optional<ArbiterRecord> after(ArbiterRequest request, Optional<ArbiterRecord> before) {
        if (request.replica().equals(ReplicaId.UNKNOWN)) {
            return Optional.empty();
        }
        return switch (request.operation()) {
            case CREATE -> create(request, before);
            case CLAIM -> before.flatMap(record -> claim(request, record));
            case MARK_OFF -> before.flatMap(record -> markOff(request, record));
            case INSPECT -> Optional.empty();
        };
    }

    private static Optional<ArbiterRecord> create(ArbiterRequest request, Optional<ArbiterRecord> before) {
        ArbiterRecord begun = new ArbiterRecord(request.vm(), request.incarnation() + 1, 1, request.replica(), false);
        boolean room = before.isEmpty() ? request.incarnation() == 0
                : before.get().incarnation() == request.incarnation() && (before.get().off() || request.force());
        return room || before.equals(Optional.of(begun)) ? Optional.of(begun) : Optional.empty();
    }

    private static Optional<ArbiterRecord> claim(ArbiterRequest request, ArbiterRecord record) {
        if (request.incarnation() != record.incarnation() || record.off()) {
            return Optional.empty();
        }
        if (request.generation() == record.generation() + 1) {
            return Optional.of(new ArbiterRecord(record.vm(), record.incarnation(), request.generation(),
                    request.replica(), false));
        }
        return won(request, record) ? Optional.of(record) : Optional.empty();
    }

    private static Optional<ArbiterRecord> markOff(ArbiterRequest request, ArbiterRecord record) {
        if (request.incarnation() != record.incarnation() || !won(request, record)) {
            return Optional.empty();
        }
        return Optional.of(new ArbiterRecord(record.vm(), record.incarnation(), record.generation(), record.winner(),
                true));
    }

    private static boolean won(ArbiterRequest request, ArbiterRecord record) {
        return request.generation() == record.generation() && request.replica().equals(record.winner());
    }
}
