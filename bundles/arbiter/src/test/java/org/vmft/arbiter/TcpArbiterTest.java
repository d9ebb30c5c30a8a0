package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.ReplicaId;
import org.vmft.testkit.ArbiterContract;
import org.vmft.testkit.Seed;

class TcpArbiterTest extends ArbiterContract {
    private static final ArbiterRequest CREATE = ArbiterRequest.create("guest", new ReplicaId(1), false);
    private static final String ID = "0000000000000001";
    private static final int READ_MILLIS_MAX = 30_000;

    @TempDir
    private Path directory;
    private TcpArbiterServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), directory);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Override
    protected Arbiter connect() {
        return new TcpArbiter(server.address(), READ_MILLIS_MAX);
    }

    @Override
    protected void restart() throws IOException {
        HostPort address = server.address();
        server.close();
        server = new TcpArbiterServer(address, directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1",
        "",
        "[]",
        "{}",
        "{\"operation\":\"CLAIM\"}",
        "{\"operation\":\"STEAL\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1,\"replica\":\"" + ID + "\",\"force\":false}",
        "{\"operation\":\"CREATE\",\"vm\":\"../guest\",\"incarnation\":0,\"generation\":1,\"replica\":\"" + ID + "\",\"force\":false}",
        "{\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":-1,\"generation\":1,\"replica\":\"" + ID + "\",\"force\":false}",
        "{\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1.5,\"replica\":\"" + ID + "\",\"force\":false}",
        "{\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1,\"replica\":\"1\",\"force\":false}",
        "{\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1,\"replica\":\"" + ID + "\",\"force\":\"no\"}",
        "{\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1,\"replica\":\"" + ID + "\"}",
        "{\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1,\"replica\":\"" + ID + "\",\"force\":false,\"x\":1}",
        "{\"vm\":\"a\",\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1,"
            + "\"replica\":\"" + ID + "\",\"force\":false}",
        "{\"operation\":\"CREATE\",\"vm\":\"guest\",\"incarnation\":0,\"generation\":1,\"replica\":\"" + ID + "\",\"force\":false} {}",
    })
    void nonsenseGetsOneErrorAndAClose(String line) throws Exception {
        assertError(say((line + "\n").getBytes(StandardCharsets.UTF_8)));
        assertThat(connect().ask(CREATE).granted()).isTrue();
    }

    @Test
    void overlongLineGetsOneErrorAndAClose() throws Exception {
        assertError(say("x".repeat(60_000).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void randomBytesNeverDecideAnything() throws Exception {
        SplittableRandom random = Seed.random("randomBytesNeverDecideAnything");
        String good = ArbiterJson.line(ArbiterJson.of(CREATE));
        for (int i = 0; i < 200; i++) {
            byte[] bytes = (good + "\n").getBytes(StandardCharsets.UTF_8);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length - 1)] = (byte) ("\n{}\",:\0".charAt(random.nextInt(7)));
            }
            String answer = say(bytes);
            if (!answer.contains("\"granted\":true")) {
                assertError(answer);
            }
        }
        assertThat(connect().ask(ArbiterRequest.claim("guest", 1, 2, new ReplicaId(2))).request().vm()).isEqualTo("guest");
    }

    @Test
    void silentClientIsDroppedAndOthersAreServedMeanwhile() throws Exception {
        try (TcpArbiterServer impatient = new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), new MemoryStore(), 50);
                Socket silent = new Socket("127.0.0.1", impatient.address().port())) {
            silent.getOutputStream().write('{');
            assertThat(new TcpArbiter(impatient.address()).ask(CREATE).granted()).isTrue();
            silent.setSoTimeout(READ_MILLIS_MAX);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void connectionsBeyondTheBoundAreClosedAndAPlaceIsFreeAgainAfterwards() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < TcpArbiterServer.CONNECTIONS_MAX; i++) {
                held.add(new Socket("127.0.0.1", server.address().port()));
            }
            assertThatThrownBy(() -> connect().ask(CREATE)).isInstanceOf(ArbiterUnreachableException.class);
            held.get(0).shutdownOutput();
            held.get(0).setSoTimeout(READ_MILLIS_MAX);
            assertThat(held.get(0).getInputStream().read()).isEqualTo(-1);
            assertThat(connect().ask(CREATE).granted()).isTrue();
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void storeThatFailsIsAnErrorAndNotAVerdict() throws Exception {
        RecordStore failing = new RecordStore() {
            private final MemoryStore readable = new MemoryStore();

            @Override
            public Optional<ArbiterRecord> read(String vm) {
                return readable.read(vm);
            }

            @Override
            public boolean replace(Optional<ArbiterRecord> before,
                    ArbiterRecord after) throws IOException {
                throw new IOException("No space left on device, \"" + "x".repeat(2000) + "\"");
            }
        };
        try (TcpArbiterServer full = new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), failing, READ_MILLIS_MAX)) {
            assertThatThrownBy(() -> new TcpArbiter(full.address()).ask(CREATE))
                    .isInstanceOf(ArbiterUnreachableException.class)
                    .hasMessageStartingWith("arbiter " + full.address() + ": No space left on device");
        }
    }

    @Test
    void answerThatDoesNotEchoTheRequestIsNoVerdict() throws Exception {
        String good = "{\"request\":" + ArbiterJson.line(ArbiterJson.of(CREATE)) + ",\"granted\":true,\"record\":"
                + "{\"vm\":\"guest\",\"incarnation\":1,\"generation\":1,\"winner\":\"0000000000000001\",\"off\":false}}";
        assertThat(answeredBy(request -> good).granted()).isTrue();
        List<UnaryOperator<String>> changes = List.of(
                answer -> answer.replace("CREATE", "CLAIM"),
                answer -> answer.replace("\"vm\":\"guest\"", "\"vm\":\"other\""),
                answer -> answer.replaceFirst("\"incarnation\":0", "\"incarnation\":1"),
                answer -> answer.replaceFirst("\"generation\":1", "\"generation\":2"),
                answer -> answer.replaceFirst("0000000000000001", "0000000000000002"),
                answer -> answer.replace("\"force\":false", "\"force\":true"));
        for (UnaryOperator<String> change : changes) {
            assertThat(change.apply(good)).isNotEqualTo(good);
            assertThatThrownBy(() -> answeredBy(request -> change.apply(good)))
                    .isInstanceOf(ArbiterUnreachableException.class).hasMessageContaining("answered another request");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense\n", "{}\n", "{\"granted\":true", "[]\n"})
    void answerThatIsNoVerdictIsAnError(String answer) {
        assertThatThrownBy(() -> rawAnswer(answer)).isInstanceOf(ArbiterUnreachableException.class)
                .hasMessageStartingWith("arbiter 127.0.0.1:").hasMessageNotContaining("\n");
    }

    @Test
    void serverThatNeverAnswersIsGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            assertThatThrownBy(() -> new TcpArbiter(new HostPort("127.0.0.1", mute.getLocalPort()), 50).ask(CREATE))
                    .isInstanceOf(ArbiterUnreachableException.class)
                    .hasMessage("arbiter 127.0.0.1:" + mute.getLocalPort() + ": timed out");
        }
    }

    @Test
    void absentServerIsNamed() throws Exception {
        server.close();
        assertThatThrownBy(() -> connect().ask(CREATE)).isInstanceOf(ArbiterUnreachableException.class)
                .hasMessage("arbiter " + server.address() + ": Connection refused");
    }

    @Test
    void addressInUseIsNamed() {
        assertThatThrownBy(() -> new TcpArbiterServer(server.address(), directory)).isInstanceOf(IOException.class)
                .hasMessage("cannot listen on " + server.address() + ": Address already in use");
    }

    @Test
    void directoryMustExistWhenTheServerStarts() {
        assertThatThrownBy(() -> new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), directory.resolve("absent")))
                .isInstanceOf(IOException.class).hasMessage("arbiter directory " + directory + "/absent: no such directory");
    }

    @Test
    void badConfigurationNamesTheKey() {
        assertThatThrownBy(() -> new TcpArbiter(config(null))).hasMessage("org.vmft.arbiter.tcp: address: missing");
        assertThatThrownBy(() -> new TcpArbiter(config("localhost")))
                .hasMessage("org.vmft.arbiter.tcp: address: expected host:port, actual \"localhost\"");
    }

    @Test
    void configuredAddressIsUsed() throws Exception {
        assertThat(new TcpArbiter(config(server.address().toString())).ask(CREATE).granted()).isTrue();
    }

    private static Verdict answeredBy(UnaryOperator<String> answer) throws Exception {
        return rawAnswer(answer.apply("") + "\n");
    }

    private static Verdict rawAnswer(String answer) throws Exception {
        try (ServerSocket fake = new ServerSocket(0)) {
            Thread thread = new Thread(() -> {
                try (Socket socket = fake.accept()) {
                    while (socket.getInputStream().read() != '\n') {
                        continue;
                    }
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            thread.start();
            try {
                return new TcpArbiter(new HostPort("127.0.0.1", fake.getLocalPort())).ask(CREATE);
            } finally {
                thread.join(READ_MILLIS_MAX);
            }
        }
    }

    private String say(byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().port())) {
            socket.setSoTimeout(READ_MILLIS_MAX);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(LineSocket.LINE_BYTES_MAX * 2), StandardCharsets.UTF_8);
        }
    }

    private static void assertError(String answer) {
        assertThat(answer).startsWith("{\"error\":\"").endsWith("\"}\n").hasLineCount(1);
        assertThat(answer.length()).isLessThanOrEqualTo(LineSocket.LINE_BYTES_MAX);
    }

    private static TcpArbiter.Config config(String address) {
        return new TcpArbiter.Config() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return TcpArbiter.Config.class;
            }
        };
    }
}
