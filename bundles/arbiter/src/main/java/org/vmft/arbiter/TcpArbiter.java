package org.vmft.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.network.HostPort;
import org.vmft.arbiter.ArbiterJson.FormatException;

/** An arbiter that is a {@link TcpArbiterServer}. Connects anew for each request, so that no late answer meets another one. */
@Component(service = Arbiter.class, configurationPid = TcpArbiter.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class TcpArbiter implements Arbiter {
    static final String PID = "org.vmft.arbiter.tcp";
    /** From the connection attempt to the answer. */
    private static final int ANSWER_MILLIS_MAX = 2_000;
    private static final int CONNECT_MILLIS_MAX = 1_000;

    @interface Config {
        /** {@code host:port} of the server. */
        String address();
    }

    private final HostPort address;
    private final int answerMillisMax;

    @Activate
    public TcpArbiter(Config config) {
        this(address(config.address()));
    }

    public TcpArbiter(HostPort address) {
        this(address, ANSWER_MILLIS_MAX);
    }

    TcpArbiter(HostPort address, int answerMillisMax) {
        this.address = address;
        this.answerMillisMax = answerMillisMax;
    }

    private static HostPort address(String value) {
        if (value == null) {
            throw new IllegalArgumentException(PID + ": address: missing");
        }
        try {
            return HostPort.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PID + ": address: " + e.getMessage());
        }
    }

    @Override
    public Verdict ask(ArbiterRequest request) throws ArbiterUnreachableException {
        try {
            return answer(request, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(answerMillisMax));
        } catch (IOException | FormatException e) {
            throw new ArbiterUnreachableException("arbiter " + address + ": " + e.getMessage(), e);
        }
    }

    private Verdict answer(ArbiterRequest request, long deadline) throws IOException, FormatException {
        InetSocketAddress server = address.resolve();
        if (server.isUnresolved()) {
            throw new IOException("unknown host");
        }
        try (Socket socket = new Socket()) {
            connect(socket, server);
            try (LineSocket lines = new LineSocket(socket)) {
                lines.writeLine(ArbiterJson.line(ArbiterJson.of(request)));
                Optional<String> line = lines.readLine(deadline);
                return verdict(request, line.orElseThrow(() -> new IOException("closed the connection without an answer")));
            }
        }
    }

    private static void connect(Socket socket, InetSocketAddress server) throws IOException {
        try {
            socket.connect(server, CONNECT_MILLIS_MAX);
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no connection within " + CONNECT_MILLIS_MAX + " ms");
        }
    }

    private static Verdict verdict(ArbiterRequest request, String line) throws IOException, FormatException {
        JsonNode node = ArbiterJson.parse(line);
        if (node.has("error")) {
            throw new IOException(ArbiterJson.text(node, "error"));
        }
        Verdict verdict = ArbiterJson.verdict(node);
        if (!verdict.request().equals(request)) {
            throw new IOException("answered another request: expected " + request + ", actual " + verdict.request());
        }
        return verdict;
    }
}
