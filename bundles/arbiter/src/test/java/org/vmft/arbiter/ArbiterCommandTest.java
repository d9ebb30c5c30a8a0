package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.ReplicaId;
import org.vmft.arbiter.internal.commands.ArbiterCommand;
import org.vmft.testkit.ChildJvm;
import org.vmft.testkit.CommandProcess;

class ArbiterCommandTest {
    private static final String GREETING = "arbiter listening on ";

    @TempDir
    private Path directory;

    @Test
    void printsItsRealAddressAnswersAndKeepsItsWordWhenStartedAgain() throws Exception {
        ReplicaId creator = new ReplicaId(1);
        try (ChildJvm process = start("127.0.0.1:0")) {
            assertThat(address(process).ask(ArbiterRequest.create("guest", creator, false)).granted()).isTrue();
            process.kill();
        }
        try (ChildJvm process = start("127.0.0.1:0")) {
            TcpArbiter arbiter = address(process);
            assertThat(arbiter.ask(ArbiterRequest.create("guest", new ReplicaId(2), false)).granted()).isFalse();
            assertThat(arbiter.ask(ArbiterRequest.create("guest", creator, false)).granted()).isTrue();
        }
    }

    @Test
    void endsWhenTerminated() throws Exception {
        try (ChildJvm process = start("127.0.0.1:0")) {
            address(process);
            process.terminate();
            assertThat(process.rest()).containsExactly("returned 0");
        }
    }

    @Test
    void addressInUseIsOneLineAndExitCodeOne() throws Exception {
        try (TcpArbiterServer other = new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), directory);
                ChildJvm process = start(other.address().toString())) {
            assertThat(process.rest()).containsExactly(
                    "cannot listen on " + other.address() + ": Address already in use", "returned 1");
            assertThat(process.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void badAddressIsAUsageError() throws Exception {
        try (ChildJvm process = start("nowhere")) {
            assertThat(process.rest()).containsExactly("--listen: expected host:port, actual \"nowhere\"", "returned 2");
        }
    }

    private ChildJvm start(String listen) throws Exception {
        return new ChildJvm(CommandProcess.class, ArbiterCommand.class.getName(), "--listen", listen, "--directory", directory.toString());
    }

    private static TcpArbiter address(ChildJvm process) throws InterruptedException {
        String line = process.line();
        assertThat(line).startsWith(GREETING).doesNotEndWith(":0");
        return new TcpArbiter(HostPort.parse(line.substring(GREETING.length())));
    }
}
