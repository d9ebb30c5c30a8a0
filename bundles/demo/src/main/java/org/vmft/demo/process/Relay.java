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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes TCP connections on to another address, until it is silenced: then nothing passes any more, in either
 * direction, and nothing is closed, as on a network that was cut.
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
    private volatile boolean silent;

    /** Listens on a free port of the loopback interface. */
    public Relay(InetSocketAddress target) throws IOException {
        this.target = target;
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
            start("relay back", () -> pass(far, near));
            pass(near, far);
        } catch (IOException e) {
            LOG.debug("relay to {}: {}", target, e.toString());
            close(near);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (silent) {
                    break;
                }
                out.write(buffer, 0, length);
            }
        } catch (IOException e) {
            LOG.debug("relay: {}", e.toString());
        }
        if (!silent) {
            close(from);
            close(to);
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

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
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
