package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.ReplicaId;
import org.vmft.testkit.ChildJvm;

class KilledProcessTest {
    private static final ReplicaId ASKER = new ReplicaId(0xa);
    private static final ReplicaId OTHER = new ReplicaId(0xb);
    private static final int WAIT_SECONDS_MAX = 60;

    @TempDir
    private Path directory;

    @Test
    void serverKilledBetweenWriteAndAnswerKeepsItsWord() throws Exception {
        new FileArbiter(directory).ask(ArbiterRequest.create("guest", OTHER, false));
        ArbiterRequest claim = ArbiterRequest.claim("guest", 1, 2, ASKER);
        try (ChildJvm killed = new ChildJvm(StalledServer.class, directory.toString())) {
            Arbiter arbiter = new TcpArbiter(HostPort.parse(killed.line()));
            CompletableFuture<Verdict> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return arbiter.ask(claim);
                } catch (ArbiterUnreachableException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(killed.line()).isEqualTo("written");
            killed.kill();
            assertThatThrownBy(() -> answer.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(Exception.class).hasMessageContaining("ArbiterUnreachableException");
        }
        try (TcpArbiterServer server = new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), directory)) {
            assertSettled(new TcpArbiter(server.address()), ASKER);
        }
    }

    @Test
    void claimantKilledBeforeTheLinkHasClaimedNothing() throws Exception {
        FileArbiter arbiter = new FileArbiter(directory);
        arbiter.ask(ArbiterRequest.create("guest", OTHER, false));
        killStalled("before");
        assertSettled(arbiter, OTHER);
        assertThat(arbiter.ask(ArbiterRequest.claim("guest", 1, 2, StalledClaimant.ID)).granted()).isFalse();
    }

    @Test
    void claimantKilledAfterTheLinkHasWon() throws Exception {
        FileArbiter arbiter = new FileArbiter(directory);
        arbiter.ask(ArbiterRequest.create("guest", OTHER, false));
        killStalled("after");
        assertSettled(arbiter, StalledClaimant.ID);
    }

    private void killStalled(String moment) throws Exception {
        try (ChildJvm killed = new ChildJvm(StalledClaimant.class, directory.toString(), moment)) {
            assertThat(killed.line()).isEqualTo("stalled");
            killed.kill();
        }
    }

    /** Generation 2 is that replica's, whoever asks, in whatever order. */
    private static void assertSettled(Arbiter arbiter, ReplicaId winner) throws Exception {
        ArbiterRecord record = new ArbiterRecord("guest", 1, 2, winner, false);
        for (ReplicaId asker : new ReplicaId[] {winner, new ReplicaId(0xc), winner}) {
            ArbiterRequest request = ArbiterRequest.claim("guest", 1, 2, asker);
            assertThat(arbiter.ask(request))
                    .isEqualTo(new Verdict(request, asker.equals(winner), Optional.of(record)));
        }
    }
}
