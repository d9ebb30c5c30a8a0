package org.vmft.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.vmft.api.replica.Role;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Children;
import org.vmft.demo.process.Watch;
import org.vmft.demo.story.Fault;

/**
 * What the output rule adds to a request's latency: two guests run at once, one with a backup and one without, and are
 * asked in turn, block by block, so that the machine's moods meet both.
 */
public final class LatencyBench {
    /** Latencies of one kind, ascending, in microseconds. */
    public record Latencies(double p50, double p99, double p50OfBestBlock, double p50OfWorstBlock) {}

    /** One run's figures; {@code added} is the median over blocks of the difference of the blocks' medians. */
    public record Result(int blocks, int requestsPerBlock, Latencies alone, Latencies withBackup, double addedP50) {}

    private static final int VREQ = 0x56524551;
    private static final int ANSWER_MILLIS_MAX = 200;
    private static final int TRIES_MAX = 50;
    private static final long ROLE_MILLIS_MAX = 60_000;
    private static final Settings SETTINGS = new Settings("toy", Fault.PRIMARY, 1, Work.NONE, 1, 2000);

    private final Path folder;
    private final Function<List<String>, List<String>> program;

    /** @param program the command line that runs the vmft command with these arguments */
    public LatencyBench(Path folder, Function<List<String>, List<String>> program) {
        this.folder = folder;
        this.program = program;
    }

    public Result run(int blocks, int requestsPerBlock) throws AbandonedException, IOException, InterruptedException {
        try (Children children = new Children()) {
            Deployment alone = deploy(folder.resolve("alone"), children);
            become(alone, alone.boot(), Role.SOLO);
            Deployment pair = deploy(folder.resolve("pair"), children);
            Node primary = pair.boot();
            become(pair, primary, Role.SOLO);
            pair.join(primary.address().orElseThrow());
            become(pair, primary, Role.PRIMARY);
            try (Client aloneClient = new Client(alone.requestsAddress()); Client pairClient = new Client(pair.requestsAddress())) {
                aloneClient.block(requestsPerBlock);
                pairClient.block(requestsPerBlock);
                return measure(blocks, requestsPerBlock, aloneClient, pairClient);
            }
        }
    }

    private Deployment deploy(Path where, Children children) throws AbandonedException, InterruptedException {
        Deployment deployment = new Deployment(where, SETTINGS, children, program, new Watch());
        deployment.prepare();
        return deployment;
    }

    private static void become(Deployment deployment, Node node, Role role) throws AbandonedException, InterruptedException {
        deployment.await("node " + node.name() + " to become " + role, ROLE_MILLIS_MAX, () -> node.became(role, 0));
    }

    private static Result measure(int blocks, int perBlock, Client alone, Client pair)
            throws AbandonedException, IOException {
        double[][] aloneBlocks = new double[blocks][];
        double[][] pairBlocks = new double[blocks][];
        double[] added = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            boolean aloneFirst = i % 2 == 0;
            if (aloneFirst) {
                aloneBlocks[i] = alone.block(perBlock);
            }
            pairBlocks[i] = pair.block(perBlock);
            if (!aloneFirst) {
                aloneBlocks[i] = alone.block(perBlock);
            }
            added[i] = quantile(pairBlocks[i], 0.5) - quantile(aloneBlocks[i], 0.5);
        }
        Arrays.sort(added);
        return new Result(blocks, perBlock, latencies(aloneBlocks), latencies(pairBlocks), quantile(added, 0.5));
    }

    private static Latencies latencies(double[][] blocks) {
        double[] all = Arrays.stream(blocks).flatMapToDouble(Arrays::stream).sorted().toArray();
        double[] medians = Arrays.stream(blocks).mapToDouble(block -> quantile(block, 0.5)).sorted().toArray();
        return new Latencies(quantile(all, 0.5), quantile(all, 0.99), medians[0], medians[medians.length - 1]);
    }

    private static double quantile(double[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
    }

    /** Asks one request after the other. */
    private static final class Client implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket();
        private final byte[] answer = new byte[2048];
        private long id;

        Client(String server) throws IOException {
            int colon = server.lastIndexOf(':');
            socket.connect(new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
            socket.setSoTimeout(ANSWER_MILLIS_MAX);
        }

        /** Latencies in microseconds, ascending. */
        double[] block(int requests) throws AbandonedException, IOException {
            double[] micros = new double[requests];
            for (int i = 0; i < requests; i++) {
                micros[i] = ask();
            }
            Arrays.sort(micros);
            return micros;
        }

        private double ask() throws AbandonedException, IOException {
            id++;
            byte[] request = ByteBuffer.allocate(16).putInt(VREQ).putLong(id).putInt(1).array();
            for (int i = 0; i < TRIES_MAX; i++) {
                long began = System.nanoTime();
                socket.send(new DatagramPacket(request, request.length));
                Optional<Long> ended = answered();
                if (ended.isPresent()) {
                    return (ended.get() - began) / 1e3;
                }
            }
            throw new AbandonedException("request " + id + ": no answer to " + TRIES_MAX + " tries");
        }

        private Optional<Long> answered() throws IOException {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(answer, answer.length);
                    socket.receive(packet);
                    long now = System.nanoTime();
                    if (packet.getLength() >= 12 && ByteBuffer.wrap(answer).getLong(4) == id) {
                        return Optional.of(now);
                    }
                }
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
