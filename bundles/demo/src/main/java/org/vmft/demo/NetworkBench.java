package org.vmft.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmft.demo.bench.BareRoundTrip;
import org.vmft.demo.bench.Bulk;
import org.vmft.demo.bench.Failover;
import org.vmft.demo.bench.Host;
import org.vmft.demo.bench.Spread;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.story.NodeEvent;

/**
 * What a client of the network sees of protection: two RV32 servers run at once, one alone and one with a backup, and are
 * measured in turn, block by block, so that the machine's moods meet both. Then pairs at a distance, one after the other.
 */
public final class NetworkBench {
    /**
     * What to measure.
     *
     * @param blocks of each measurement
     * @param requests of each measurement of latency; there are ten times as many in one of their rate
     * @param seconds that a transfer takes about, while nothing protects the guest
     * @param kills of a pair's primary, each after warming up
     * @param rttMillis round trips between the nodes of a pair
     */
    public record Plan(int blocks, int requests, double seconds, int kills, List<Double> rttMillis) {}

    /** One measurement of both guests; the ratio is that of each block. */
    public record Comparison(String what, Spread alone, Spread pair, Spread ratio, Spread difference) {}

    /**
     * Bytes from the primary to the backup, heartbeats and all, for each byte sent to the guest.
     *
     * @param perPayloadByte of the TCP stream
     * @param perFrameByte of full Ethernet frames, without preamble and checksum
     */
    public record LogBytes(Spread perPayloadByte, Spread perFrameByte) {}

    /** A pair whose nodes are that far apart. */
    public record Distance(double rttMillis, Spread latencyP50, Spread receive, Spread transmit) {}

    /** How long frames waited for a guest: the p99 of each two seconds, and the longest; microseconds. */
    public record Waits(long frames, Spread p99, double max) {}

    /** Of all frames until a guest that was busy or asleep took them, and of those that met a quantum until it was over. */
    public record FrameWaits(Waits untilTaken, Waits behindQuantum) {}

    /**
     * A run's figures; latencies in microseconds, transfers in Mbit/s of payload.
     *
     * @param bareRoundTrip between two threads over loopback TCP, the p50 of each block: an acknowledgement is one more
     */
    public record Result(Plan plan, int processors, Spread loadAverage, double offeredMegabits, Spread idleAtOfferedLoad,
            List<Comparison> comparisons, Spread bareRoundTrip, FrameWaits waitsAlone, FrameWaits waitsOfPair, List<Failover> failovers,
            LogBytes logBytes, List<Distance> distances) {}

    private enum Measure {
        LATENCY_P50("latency p50, us"), LATENCY_P99("latency p99, us"), REQUESTS("requests/s"),
        RECEIVE("receive, Mbit/s"), TRANSMIT("transmit, Mbit/s"),
        RECEIVE_OFFERED("receive at offered load, Mbit/s"), TRANSMIT_OFFERED("transmit at offered load, Mbit/s");

        private final String text;

        Measure(String text) {
            this.text = text;
        }
    }

    private static final int WINDOW = 16;
    private static final int RATE_FACTOR = 10;
    private static final double OFFERED_PART = 0.5;
    private static final long WARM_UP_BYTES = 4 << 20;
    private static final int WARM_UP_ROUNDS = 2;
    private static final double SEGMENT_BYTES = 1460;
    private static final double FRAME_BYTES = 1514;
    /** At a distance, beside {@link Plan#requests}: what takes a round trip each. */
    private static final int DISTANT_REQUESTS_MAX = 200;
    private static final int DISTANT_BLOCKS_MAX = 5;
    private static final long DISTANT_BYTES = 2 << 20;

    private final Path folder;
    private final Function<List<String>, List<String>> program;
    private final Consumer<String> progress;
    private final Plan plan;
    private final List<Double> loads = new ArrayList<>();
    private final List<Double> idle = new ArrayList<>();
    private final List<Double> bareRoundTrips = new ArrayList<>();
    /** Of a saturated transfer while nothing protects the guest. */
    private double receiveMegabits;
    private double transmitMegabits;

    /** @param program the command line that runs the vmft command with these arguments */
    public NetworkBench(Plan plan, Path folder, Function<List<String>, List<String>> program, Consumer<String> progress) {
        this.plan = plan;
        this.folder = folder;
        this.program = program;
        this.progress = progress;
    }

    public Result run() throws AbandonedException, IOException, InterruptedException {
        List<Comparison> comparisons;
        List<Failover> failovers = new ArrayList<>();
        double offered;
        FrameWaits waitsAlone;
        FrameWaits waitsOfPair;
        progress.accept("the guests start");
        try (BareRoundTrip bare = new BareRoundTrip();
                Subject alone = Subject.alone(folder.resolve("alone"), program);
                Subject pair = Subject.pair(folder.resolve("pair"), program)) {
            progress.accept("warming up");
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                warmUp(pair);
                warmUp(alone);
                bare.micros(plan.requests() * RATE_FACTOR);
            }
            long began = System.nanoTime();
            comparisons = compare(alone, pair, bare);
            offered = offeredMegabits();
            waitsAlone = waits(alone, began);
            waitsOfPair = waits(pair, began);
            for (int kill = 1; kill <= plan.kills(); kill++) {
                progress.accept("kill " + kill + " of " + plan.kills());
                warmUp(pair);
                failovers.add(pair.failOver());
            }
        }
        List<Distance> distances = new ArrayList<>();
        List<Double> logBytes = new ArrayList<>();
        for (double rtt : plan.rttMillis()) {
            progress.accept("a pair " + rtt + " ms apart");
            try (Subject pair = Subject.distantPair(folder.resolve("rtt-" + rtt), program, Math.round(rtt * 1e6 / 2))) {
                distances.add(distance(rtt, pair, logBytes));
            }
        }
        Spread perPayload = spread(logBytes);
        double payloadPart = SEGMENT_BYTES / FRAME_BYTES;
        Spread perFrame = new Spread(perPayload.median() * payloadPart, perPayload.min() * payloadPart, perPayload.max() * payloadPart);
        return new Result(plan, Host.processors(), spread(loads), offered, spread(idle), comparisons, spread(bareRoundTrips), waitsAlone,
                waitsOfPair, failovers, new LogBytes(perPayload, perFrame), distances);
    }

    /** Leaves the rates of what was warmed up last. */
    private void warmUp(Subject subject) throws AbandonedException, IOException {
        subject.requests().latencies(plan.requests());
        subject.requests().rate(plan.requests() * RATE_FACTOR, WINDOW);
        receiveMegabits = subject.upload(WARM_UP_BYTES, Bulk.UNLIMITED);
        transmitMegabits = subject.download(WARM_UP_BYTES, Bulk.UNLIMITED);
    }

    private List<Comparison> compare(Subject alone, Subject pair, BareRoundTrip bare) throws AbandonedException, IOException {
        Map<Measure, double[]> ofAlone = new EnumMap<>(Measure.class);
        Map<Measure, double[]> ofPair = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            ofAlone.put(measure, new double[plan.blocks()]);
            ofPair.put(measure, new double[plan.blocks()]);
        }
        for (int block = 0; block < plan.blocks(); block++) {
            progress.accept("block " + (block + 1) + " of " + plan.blocks());
            for (Measure measure : Measure.values()) {
                boolean aloneFirst = block % 2 == 0;
                if (aloneFirst) {
                    ofAlone.get(measure)[block] = measure(measure, alone);
                }
                ofPair.get(measure)[block] = measure(measure, pair);
                if (!aloneFirst) {
                    ofAlone.get(measure)[block] = measure(measure, alone);
                }
            }
            bareRoundTrips.add(Spread.of(bare.micros(plan.requests())).median());
            pair.requireWhole();
            loads.add(Host.loadAverage());
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            comparisons.add(comparison(measure.text, ofAlone.get(measure), ofPair.get(measure)));
        }
        return comparisons;
    }

    private static Comparison comparison(String what, double[] alone, double[] pair) {
        double[] ratios = new double[alone.length];
        double[] differences = new double[alone.length];
        for (int i = 0; i < alone.length; i++) {
            ratios[i] = pair[i] / alone[i];
            differences[i] = pair[i] - alone[i];
        }
        return new Comparison(what, Spread.of(alone), Spread.of(pair), Spread.of(ratios), Spread.of(differences));
    }

    private double measure(Measure measure, Subject subject) throws AbandonedException, IOException {
        return switch (measure) {
            case LATENCY_P50 -> Spread.quantile(subject.requests().latencies(plan.requests()), 0.5);
            case LATENCY_P99 -> Spread.quantile(subject.requests().latencies(plan.requests()), 0.99);
            case REQUESTS -> subject.requests().rate(plan.requests() * RATE_FACTOR, WINDOW);
            case RECEIVE -> subject.upload(bytes(receiveMegabits), Bulk.UNLIMITED);
            case TRANSMIT -> subject.download(bytes(transmitMegabits), Bulk.UNLIMITED);
            case RECEIVE_OFFERED -> offered(subject, true);
            case TRANSMIT_OFFERED -> offered(subject, false);
        };
    }

    private double offered(Subject subject, boolean receive) throws IOException {
        double megabits = offeredMegabits();
        double bytesPerSecond = megabits * 1e6 / 8;
        Host.Ticks before = Host.ticks();
        double reached = receive ? subject.upload(bytes(megabits), bytesPerSecond) : subject.download(bytes(megabits), bytesPerSecond);
        OptionalDouble part = Host.ticks().idleSince(before);
        part.ifPresent(idle::add);
        return reached;
    }

    private double offeredMegabits() {
        return Math.min(receiveMegabits, transmitMegabits) * OFFERED_PART;
    }

    private long bytes(double megabits) {
        return Math.max(1, Math.round(megabits * 1e6 / 8 * plan.seconds()));
    }

    private static FrameWaits waits(Subject subject, long from) {
        List<NodeEvent.FrameWaits> told = subject.frameWaits(from);
        return new FrameWaits(waits(told.stream().map(NodeEvent.FrameWaits::untilTaken)),
                waits(told.stream().flatMap(waits -> waits.behindQuantum().stream())));
    }

    private static Waits waits(Stream<NodeEvent.Waits> told) {
        List<NodeEvent.Waits> each = told.toList();
        return new Waits(each.stream().mapToLong(NodeEvent.Waits::frames).sum(),
                spread(each.stream().map(NodeEvent.Waits::p99).toList()),
                each.stream().mapToDouble(NodeEvent.Waits::max).max().orElse(Double.NaN));
    }

    private Distance distance(double rtt, Subject pair, List<Double> logBytes) throws AbandonedException, IOException {
        int requests = Math.min(plan.requests(), DISTANT_REQUESTS_MAX);
        warmUp(pair);
        int blocks = Math.min(plan.blocks(), DISTANT_BLOCKS_MAX);
        double[] latency = new double[blocks];
        double[] receive = new double[blocks];
        double[] transmit = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            latency[i] = Spread.quantile(pair.requests().latencies(requests), 0.5);
            transmit[i] = pair.download(DISTANT_BYTES, Bulk.UNLIMITED);
            long before = pair.logBytes();
            receive[i] = pair.upload(DISTANT_BYTES, Bulk.UNLIMITED);
            logBytes.add((pair.logBytes() - before) / (double) DISTANT_BYTES);
        }
        pair.requireWhole();
        return new Distance(rtt, Spread.of(latency), Spread.of(receive), Spread.of(transmit));
    }

    private static Spread spread(List<Double> values) {
        return values.isEmpty() ? new Spread(Double.NaN, Double.NaN, Double.NaN)
                : Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
