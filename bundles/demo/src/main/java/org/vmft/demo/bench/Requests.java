package org.vmft.demo.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.vmft.demo.process.AbandonedException;

/** A client of the guest's numbered UDP requests. Asks again what is not answered in time. One thread at a time. */
public final class Requests implements AutoCloseable {
    private static final int VREQ = 0x56524551;
    private static final int ANSWER_BYTES_MIN = 12;
    private static final int DATAGRAM_BYTES_MAX = 2048;
    private static final long WAIT_NANOS_MAX = 10_000_000_000L;
    /** A server forgets an answer after 256 later ones. */
    private static final int SPAN_MAX = 128;

    private final DatagramSocket socket = new DatagramSocket();
    private final DatagramPacket answer = new DatagramPacket(new byte[DATAGRAM_BYTES_MAX], DATAGRAM_BYTES_MAX);
    private long asked;

    /** @param repeatMillis after which a request is sent again */
    public Requests(InetSocketAddress server, int repeatMillis) throws IOException {
        socket.connect(server);
        socket.setSoTimeout(repeatMillis);
    }

    /** Goes on with the numbers of another client, which must ask no more. */
    public Requests continuing(Requests earlier) {
        asked = earlier.asked;
        return this;
    }

    /** Asks one after the other; from each request's last sending to its answer, in microseconds, ascending. */
    public double[] latencies(int requests) throws AbandonedException, IOException {
        double[] micros = new double[requests];
        for (int i = 0; i < requests; i++) {
            micros[i] = ask() / 1e3;
        }
        Arrays.sort(micros);
        return micros;
    }

    /** Asks with so many unanswered at a time; how many were answered a second. */
    public double rate(int requests, int window) throws AbandonedException, IOException {
        TreeSet<Long> pending = new TreeSet<>();
        long began = System.nanoTime();
        long answeredAt = began;
        int left = requests;
        while (left > 0 || !pending.isEmpty()) {
            while (left > 0 && pending.size() < window && (pending.isEmpty() || asked - pending.first() < SPAN_MAX)) {
                pending.add(++asked);
                send(asked);
                left--;
            }
            long id = receive();
            if (pending.remove(id)) {
                answeredAt = System.nanoTime();
            } else if (id < 0) {
                requireRecent(answeredAt);
                for (long late : pending) {
                    send(late);
                }
            }
        }
        return requests * 1e9 / (System.nanoTime() - began);
    }

    /** Asks one after the other, at most so many a second, while it is wanted; when each was answered, on the monotonic clock. */
    public long[] paced(double perSecond, BooleanSupplier wanted) throws AbandonedException, IOException {
        LongStream.Builder answeredAt = LongStream.builder();
        Pace pace = new Pace(perSecond, 1, System.nanoTime());
        while (wanted.getAsBoolean()) {
            ask();
            long now = System.nanoTime();
            answeredAt.add(now);
            LockSupport.parkNanos(pace.pass(1, now));
        }
        return answeredAt.build().toArray();
    }

    private long ask() throws AbandonedException, IOException {
        long id = ++asked;
        long first = System.nanoTime();
        while (true) {
            requireRecent(first);
            long began = System.nanoTime();
            send(id);
            for (long answered = receive(); answered >= 0; answered = receive()) {
                if (answered == id) {
                    return System.nanoTime() - began;
                }
            }
        }
    }

    private void requireRecent(long since) throws AbandonedException {
        if (System.nanoTime() - since > WAIT_NANOS_MAX) {
            throw new AbandonedException("request " + asked + ": no answer for " + WAIT_NANOS_MAX / 1_000_000 + " ms");
        }
    }

    private void send(long id) throws IOException {
        byte[] request = ByteBuffer.allocate(16).putInt(VREQ).putLong(id).putInt(1).array();
        socket.send(new DatagramPacket(request, request.length));
    }

    /** The id that was answered; negative when none was in time. */
    private long receive() throws IOException {
        try {
            do {
                answer.setLength(DATAGRAM_BYTES_MAX);
                socket.receive(answer);
            } while (answer.getLength() < ANSWER_BYTES_MIN);
            return ByteBuffer.wrap(answer.getData()).getLong(4);
        } catch (SocketTimeoutException | PortUnreachableException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
