package org.vmft.demo.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes TCP connections on to another address, at once or some time later, and counts the bytes, until it is silenced:
 * then nothing passes any more, in either direction, and nothing is closed, as on a network that was cut.
 */
public final class Relay implements Closeable {
    /** In each direction; what is beyond waits in the sender's socket. */
    private static final int BUFFER_BYTES = 16 * 1024;
    /** A pair has one connection, and one more while it resumes; far fewer than a node can be made to try. */
    private static final int CONNECTIONS_MAX = 256;
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final InetSocketAddress target;
    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long delayNanos;
    private final AtomicLong bytesToTarget = new AtomicLong();
    private final AtomicLong bytesFromTarget = new AtomicLong();
    private volatile boolean silent;

    /** Listens on a free port of the loopback interface. */
    public Relay(InetSocketAddress target) throws IOException {
        this(target, 0);
    }

    /** @param delayNanos in each direction */
    public Relay(InetSocketAddress target, long delayNanos) throws IOException {
        this.target = target;
        this.delayNanos = delayNanos;
        server = new ServerSocket(0, CONNECTIONS_MAX, InetAddress.getLoopbackAddress());
        start("relay", this::accept);
    }

    /** {@code host:port} */
    public String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    /** From here on nothing passes. */
    public void silence() {
        silent = true;
    }

    public long bytesToTarget() {
        return bytesToTarget.get();
    }

    public long bytesFromTarget() {
        return bytesFromTarget.get();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                Socket near = keep(server.accept());
                // Connections that were made before the silence stay; one made later finds nobody, and is not refused.
                if (!silent) {
                    start("relay connection", () -> connect(near));
                }
            } catch (IOException e) {
                LOG.debug("relay: {}", e.toString());
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        try {
            keep(far).connect(target, CONNECT_MILLIS_MAX);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            start("relay back", () -> pass(far, near, bytesFromTarget));
            pass(near, far, bytesToTarget);
        } catch (IOException e) {
            LOG.debug("relay to {}: {}", target, e.toString());
            close(near);
        }
    }

    private void pass(Socket from, Socket to, AtomicLong passed) {
        try {
            if (delayNanos == 0) {
                OutputStream out = to.getOutputStream();
                read(from, passed, (buffer, length) -> {
                    out.write(buffer, 0, length);
                    return true;
                });
            } else {
                passLater(from, to, passed);
            }
        } catch (IOException e) {
            LOG.debug("relay: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!silent) {
            close(from);
            close(to);
        }
    }

    private void passLater(Socket from, Socket to, AtomicLong passed) throws IOException, InterruptedException {
        DelayedStream later = new DelayedStream(delayNanos);
        Thread writer = start("relay later", () -> writeOut(later, to));
        try {
            read(from, passed, later::write);
        } finally {
            later.end();
            writer.join();
        }
    }

    private void writeOut(DelayedStream later, Socket to) {
        try {
            later.writeTo(to.getOutputStream());
        } catch (IOException e) {
            LOG.debug("relay: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a piece that was read; false when it takes no more. */
    private interface Sink {
        boolean take(byte[] buffer, int length) throws IOException, InterruptedException;
    }

    private void read(Socket from, AtomicLong passed, Sink sink) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER_BYTES];
        InputStream in = from.getInputStream();
        for (int length = in.read(buffer); length >= 0 && !silent; length = in.read(buffer)) {
            passed.addAndGet(length);
            if (!sink.take(buffer, length)) {
                return;
            }
        }
    }

    private Socket keep(Socket socket) throws IOException {
        synchronized (sockets) {
            if (closed.getCount() == 0 || sockets.size() >= 2 * CONNECTIONS_MAX) {
                socket.close();
                throw new IOException(closed.getCount() == 0 ? "closed" : "more than " + CONNECTIONS_MAX + " connections");
            }
            sockets.add(socket);
        }
        return socket;
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("relay: {}", e.toString());
        }
    }

    @Override
    public void close() {
        synchronized (sockets) {
            closed.countDown();
            sockets.forEach(Relay::close);
        }
        close(server);
    }
}
