package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.replica.ReplicaId;
import org.vmft.testkit.ArbiterContract;

class ArbiterLedgerTest extends ArbiterContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Arbiter connect() {
        return new ArbiterLedger(store);
    }

    @Override
    protected void restart() {}

    @Test
    void replicaWithoutIdentityIsGrantedNothing() throws Exception {
        Arbiter arbiter = connect();
        assertThat(arbiter.ask(ArbiterRequest.create("guest", ReplicaId.UNKNOWN, true)).granted()).isFalse();
        arbiter.ask(ArbiterRequest.create("guest", new ReplicaId(1), false));
        assertThat(arbiter.ask(ArbiterRequest.claim("guest", 1, 2, ReplicaId.UNKNOWN)).granted()).isFalse();
    }

    @Test
    void storeThatNeverAgreesIsReportedAfterABoundedNumberOfAttempts() {
        int[] attempts = {0};
        Arbiter arbiter = new ArbiterLedger(new RecordStore() {
            @Override
            public Optional<ArbiterRecord> read(String vm) {
                return Optional.empty();
            }

            @Override
            public boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) {
                attempts[0]++;
                return false;
            }
        });
        assertThatThrownBy(() -> arbiter.ask(ArbiterRequest.create("guest", new ReplicaId(1), false)))
                .isInstanceOf(ArbiterUnreachableException.class).hasMessageContaining("\"guest\"");
        assertThat(attempts[0]).isEqualTo(ArbiterLedger.ATTEMPTS_MAX);
    }

    @Test
    void failureOfTheStoreIsNotAVerdict() {
        Arbiter arbiter = new ArbiterLedger(new RecordStore() {
            @Override
            public Optional<ArbiterRecord> read(String vm) {
                return Optional.empty();
            }

            @Override
            public boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) throws IOException {
                throw new IOException("disk on fire");
            }
        });
        assertThatThrownBy(() -> arbiter.ask(ArbiterRequest.create("guest", new ReplicaId(1), false)))
                .isInstanceOf(ArbiterUnreachableException.class).hasMessage("disk on fire");
    }
}
