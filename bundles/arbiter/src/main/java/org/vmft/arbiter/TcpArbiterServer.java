package org.vmft.arbiter;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.network.HostPort;
import org.vmft.arbiter.ArbiterJson.FormatException;

/**
 * Answers requests over TCP, one on each connection: a line of JSON, answered by a line of JSON. Whatever is not a
 * request, or could not be decided, is answered with {@code {"error":"…"}}.
 */
public final class TcpArbiterServer implements Closeable {
    /** Clients connect for one question; so many at once are more nodes than one arbiter should serve. */
    static final int CONNECTIONS_MAX = 64;
    /** A client that has not sent a whole request by then is gone. */
    static final long IDLE_MILLIS_MAX = 10_000;
    /** Taken from a client that sent more than a request, so that it gets to read the answer. */
    private static final int LEFTOVER_BYTES_MAX = 1 << 16;
    private static final long LEFTOVER_MILLIS_MAX = 1_000;
    /** When the process is out of file descriptors, say. */
    private static final long ACCEPT_PAUSE_NANOS = 100_000_000;
    /** The system frees the address once the acceptor has noticed; that takes no time to speak of. */
    private static final long CLOSE_MILLIS_MAX = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(TcpArbiterServer.class);

    private final Arbiter ledger;
    private final HostPort address;
    private final ServerSocket server;
    private final long idleMillisMax;
    private final Thread acceptor;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /**
     * Listens, and answers from the records in the directory. Another server on the same directory does no harm.
     *
     * @throws IOException one line that names the address or the directory
     */
    public TcpArbiterServer(HostPort address, Path directory) throws IOException {
        this(address, new LinkStore(directory), IDLE_MILLIS_MAX);
    }

    TcpArbiterServer(HostPort address, RecordStore store, long idleMillisMax) throws IOException {
        store.read("probe");
        this.ledger = new ArbiterLedger(store);
        this.idleMillisMax = idleMillisMax;
        this.server = new ServerSocket();
        try {
            InetSocketAddress local = address.resolve();
            if (local.isUnresolved()) {
                throw new IOException("unknown host");
            }
            server.bind(local, CONNECTIONS_MAX);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        this.address = address.withPort(server.getLocalPort());
        this.acceptor = start(this::accept, "arbiter " + this.address);
    }

    /** With the port actually bound. */
    public HostPort address() {
        return address;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                if (server.isClosed()) {
                    discard(socket);
                } else if (connections.size() > CONNECTIONS_MAX) {
                    LOG.warn("Arbiter {}: more than {} connections", address, CONNECTIONS_MAX);
                    discard(socket);
                } else {
                    start(() -> serve(socket), "arbiter connection " + socket.getRemoteSocketAddress());
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("Arbiter {}: a connection was not accepted: {}", address, e.toString());
                    LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
                }
            }
        }
    }

    private void serve(Socket socket) {
        // Closed in the opposite order: whoever sees the end of its connection finds the place free.
        try (LineSocket lines = new LineSocket(socket); Closeable place = () -> connections.remove(socket)) {
            Optional<String> answer;
            try {
                answer = lines.readLine(deadline(idleMillisMax)).map(this::answer);
            } catch (FormatException e) {
                answer = Optional.of(error(e.getMessage()));
            }
            if (answer.isPresent()) {
                lines.writeLastLine(answer.get(), LEFTOVER_BYTES_MAX, deadline(LEFTOVER_MILLIS_MAX));
            }
        } catch (IOException e) {
            LOG.debug("Arbiter {}: connection lost: {}", address, e.toString());
        } finally {
            discard(socket);
        }
    }

    private String answer(String line) {
        try {
            ArbiterRequest request = ArbiterJson.request(ArbiterJson.parse(line));
            // One at a time: they would only get into each other's way at the store.
            synchronized (ledger) {
                return ArbiterJson.line(ArbiterJson.of(ledger.ask(request)));
            }
        } catch (FormatException e) {
            return error(e.getMessage());
        } catch (ArbiterUnreachableException e) {
            LOG.error("Arbiter {}: a request was not decided: {}", address, e.getMessage());
            return error(e.getMessage());
        }
    }

    private static String error(String message) {
        String line = ArbiterJson.line(ArbiterJson.object().put("error", message));
        return line.length() <= LineSocket.LINE_BYTES_MAX / 4 ? line
                : ArbiterJson.line(ArbiterJson.object().put("error", message.substring(0, Math.min(message.length(), 128)) + " …"));
    }

    private static long deadline(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void discard(Socket socket) {
        connections.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("Arbiter {}: close: {}", address, e.toString());
        }
    }

    private static Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The address is free afterwards. A request being decided is decided, but no longer answered. Idempotent. */
    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(this::discard);
        try {
            acceptor.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
