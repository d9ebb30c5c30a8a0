package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.ReplicaId;
import org.vmft.testkit.ChildJvm;

class TwoProcessRaceTest {
    private static final int ROUNDS = 1000;

    @TempDir
    private Path folder;

    @Test
    void oneOfTwoProcessesWinsEachGenerationOnASharedDirectory() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("shared"));
        race("file", directory.toString(), new FileArbiter(directory));
    }

    @Test
    void oneOfTwoProcessesWinsEachGenerationAtAServer() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("server"));
        try (TcpArbiterServer server = new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), directory)) {
            race("tcp", server.address().toString(), new TcpArbiter(server.address()));
        }
    }

    private void race(String kind, String target, Arbiter arbiter) throws Exception {
        assertThat(arbiter.ask(ArbiterRequest.create("guest", new ReplicaId(9), false)).granted()).isTrue();
        Path meeting = Files.write(folder.resolve("meeting"), new byte[Racer.MEETING_BYTES]);
        try (ChildJvm one = new ChildJvm(Racer.class, kind, target, "0", meeting.toString(), Integer.toString(ROUNDS));
                ChildJvm two = new ChildJvm(Racer.class, kind, target, "1", meeting.toString(), Integer.toString(ROUNDS))) {
            List<String> first = one.rest();
            List<String> second = two.rest();
            assertThat(first).as("rounds of the first").hasSize(ROUNDS);
            assertThat(second).as("rounds of the second").hasSize(ROUNDS);
            int wins = 0;
            for (int i = 0; i < ROUNDS; i++) {
                boolean firstWon = first.get(i).contains("GRANTED");
                ReplicaId winner = new ReplicaId(firstWon ? 1 : 2);
                assertThat(first.get(i)).isEqualTo((i + 1) + (firstWon ? " GRANTED " : " LOST ") + winner);
                assertThat(second.get(i)).isEqualTo((i + 1) + (firstWon ? " LOST " : " GRANTED ") + winner);
                wins += firstWon ? 1 : 0;
            }
            System.out.println(kind + ": of " + ROUNDS + " rounds the first process won " + wins);
            ReplicaId last = new ReplicaId(first.get(ROUNDS - 1).contains("GRANTED") ? 1 : 2);
            assertThat(arbiter.ask(ArbiterRequest.claim("guest", 1, ROUNDS + 1L, last)).record())
                    .contains(new ArbiterRecord("guest", 1, ROUNDS + 1L, last, false));
        }
    }
}
