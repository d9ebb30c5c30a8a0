package org.vmft.demo.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a {@link Conversation} over a UDP socket, in a thread of its own. */
public final class UdpClient implements AutoCloseable {
    private static final int WAIT_MILLIS_MAX = 50;
    private static final int DATAGRAM_BYTES_MAX = 2048;
    private static final long END_MILLIS_MAX = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(UdpClient.class);

    private final DatagramSocket socket;
    private final Conversation conversation;
    private final Runnable changed;
    private final Thread thread = new Thread(this::run, "client");

    /**
     * Begins to ask.
     *
     * @param changed called after every datagram received, on the client's thread; must not block
     */
    public UdpClient(InetSocketAddress server, Conversation conversation, Runnable changed) throws IOException {
        this.conversation = conversation;
        this.changed = changed;
        socket = new DatagramSocket(new InetSocketAddress(server.getAddress(), 0));
        socket.connect(server);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_BYTES_MAX], DATAGRAM_BYTES_MAX);
        while (!socket.isClosed()) {
            long next;
            synchronized (conversation) {
                next = conversation.turn(System.nanoTime(), this::send);
            }
            try {
                long millis = next == Long.MAX_VALUE ? WAIT_MILLIS_MAX : (next - System.nanoTime()) / 1_000_000;
                socket.setSoTimeout((int) Math.max(1, Math.min(WAIT_MILLIS_MAX, millis)));
                packet.setLength(DATAGRAM_BYTES_MAX);
                socket.receive(packet);
                synchronized (conversation) {
                    conversation.received(Arrays.copyOf(packet.getData(), packet.getLength()), System.nanoTime());
                }
                changed.run();
            } catch (SocketTimeoutException e) {
                continue;
            } catch (IOException e) {
                // Nobody listens, say: a datagram is lost, and will be sent again.
                LOG.debug("receive: {}", e.toString());
            }
        }
    }

    private void send(byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length));
        } catch (IOException e) {
            LOG.debug("send: {}", e.toString());
        }
    }

    /** While nobody is allowed to answer, waiting for an answer does not count. */
    public void outage(boolean begins) {
        synchronized (conversation) {
            conversation.outage(begins);
        }
    }

    /** Asks nothing new from here on. */
    public void finish() {
        synchronized (conversation) {
            conversation.finish();
        }
    }

    public boolean answeredAll() {
        synchronized (conversation) {
            return conversation.answeredAll();
        }
    }

    public long answered() {
        synchronized (conversation) {
            return conversation.answered();
        }
    }

    public ClientFacts facts() {
        synchronized (conversation) {
            return conversation.facts();
        }
    }

    public Map<Long, byte[]> answers() {
        synchronized (conversation) {
            return conversation.answers();
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join(END_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
