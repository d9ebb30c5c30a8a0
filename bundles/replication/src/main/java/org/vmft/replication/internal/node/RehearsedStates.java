package org.vmft.replication.internal.node;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.ReplicaPorts;

/**
 * Rehearses going live with every state with which a backup begins, once it is one, in a thread of its own. As a
 * recording it passes everything on.
 */
final class RehearsedStates implements ReplicaPorts.Recording {
    /** A rehearsal holds the state and, one after the other, two machines of its size. */
    private static final int HEAP_PER_STATE = 4;
    private static final Logger LOG = LoggerFactory.getLogger(RehearsedStates.class);

    private final ReplicaPorts.Recording recording;
    private final Rehearsal rehearsal;
    private Optional<byte[]> state = Optional.empty();

    RehearsedStates(ReplicaPorts.Recording recording, Rehearsal rehearsal) {
        this.recording = recording;
        this.rehearsal = rehearsal;
    }

    /** To be told of every change of the replica, on its thread. */
    void roleIs(ReplicaStatus status) {
        if (state.isPresent() && status.role() == Role.BACKUP) {
            byte[] begun = state.get();
            state = Optional.empty();
            if (begun.length > Runtime.getRuntime().maxMemory() / HEAP_PER_STATE) {
                LOG.info("{}: going live is not rehearsed: no room for copies of {} bytes", status.vm(), begun.length);
                return;
            }
            Thread thread = new Thread(() -> rehearse(status.vm(), begun), "rehearsal-" + status.vm());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void rehearse(String vm, byte[] begun) {
        long began = System.nanoTime();
        rehearsal.run(begun).ifPresentOrElse(
                why -> LOG.warn("{}: a copy of the state did not go live: {}", vm, why),
                () -> LOG.debug("{}: rehearsed going live in {} ms", vm, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
    }

    @Override
    public Optional<LogWriter> begin(LogHeader header, byte[] begun) {
        state = Optional.of(begun);
        return recording.begin(header, begun);
    }

    @Override
    public void failed(Exception cause) {
        recording.failed(cause);
    }

    @Override
    public void evidence(String detail, byte[] diverged) {
        recording.evidence(detail, diverged);
    }
}
