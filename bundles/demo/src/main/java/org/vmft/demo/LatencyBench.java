package org.vmft.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.Role;
import org.vmft.demo.bench.Requests;
import org.vmft.demo.bench.Spread;
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

    private static final int REPEAT_MILLIS = 200;
    private static final long ROLE_MILLIS_MAX = 60_000;
    private static final Settings SETTINGS = new Settings("toy", Fault.PRIMARY, 1, Work.NONE, 1, 2000, true, Optional.empty());

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
            try (Requests aloneClient = client(alone); Requests pairClient = client(pair)) {
                aloneClient.latencies(requestsPerBlock);
                pairClient.latencies(requestsPerBlock);
                return measure(blocks, requestsPerBlock, aloneClient, pairClient);
            }
        }
    }

    private static Requests client(Deployment deployment) throws IOException {
        return new Requests(HostPort.parse(deployment.requestsAddress()).resolve(), REPEAT_MILLIS);
    }

    private Deployment deploy(Path where, Children children) throws AbandonedException, InterruptedException {
        Deployment deployment = new Deployment(where, SETTINGS, children, program, new Watch());
        deployment.prepare();
        return deployment;
    }

    private static void become(Deployment deployment, Node node, Role role) throws AbandonedException, InterruptedException {
        deployment.await("node " + node.name() + " to become " + role, ROLE_MILLIS_MAX, () -> node.became(role, 0));
    }

    private static Result measure(int blocks, int perBlock, Requests alone, Requests pair)
            throws AbandonedException, IOException {
        double[][] aloneBlocks = new double[blocks][];
        double[][] pairBlocks = new double[blocks][];
        double[] added = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            boolean aloneFirst = i % 2 == 0;
            if (aloneFirst) {
                aloneBlocks[i] = alone.latencies(perBlock);
            }
            pairBlocks[i] = pair.latencies(perBlock);
            if (!aloneFirst) {
                aloneBlocks[i] = alone.latencies(perBlock);
            }
            added[i] = Spread.quantile(pairBlocks[i], 0.5) - Spread.quantile(aloneBlocks[i], 0.5);
        }
        Arrays.sort(added);
        return new Result(blocks, perBlock, latencies(aloneBlocks), latencies(pairBlocks), Spread.quantile(added, 0.5));
    }

    private static Latencies latencies(double[][] blocks) {
        double[] all = Arrays.stream(blocks).flatMapToDouble(Arrays::stream).sorted().toArray();
        double[] medians = Arrays.stream(blocks).mapToDouble(block -> Spread.quantile(block, 0.5)).sorted().toArray();
        return new Latencies(Spread.quantile(all, 0.5), Spread.quantile(all, 0.99), medians[0], medians[medians.length - 1]);
    }
}
