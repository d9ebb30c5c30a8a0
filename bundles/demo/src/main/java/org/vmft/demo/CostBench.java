package org.vmft.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmft.demo.bench.Bulk;
import org.vmft.demo.bench.Host;
import org.vmft.demo.bench.Spread;
import org.vmft.demo.process.AbandonedException;

/**
 * What protection costs the hosts: an RV32 server alone and one with a backup run at once, and one of the two is idle, asked
 * or downloaded from at a time. The pair's link goes through a relay, which counts its bytes.
 */
public final class CostBench {
    /** A node's process: processor seconds for each second, and resident megabytes at the end. */
    public record Cost(String process, Spread processors, Spread residentMegabytes) {}

    /** What was done, and what it cost; {@code logMegabits} a second from the primary to the backup. */
    public record Load(String what, Spread logMegabits, List<Cost> costs) {}

    /** @param downloadMegabits a second, of both guests */
    public record Result(int blocks, double seconds, int processors, Spread loadAverage, double downloadMegabits, List<Load> loads) {}

    /** What a client does for so many seconds. */
    private interface Work {
        void on(Subject subject) throws AbandonedException, IOException, InterruptedException;
    }

    private static final List<String> PROCESSES = List.of("alone", "primary", "backup");
    private static final double REQUESTS_PER_SECOND = 300;
    private static final double OFFERED_PART = 0.5;
    private static final long WARM_UP_BYTES = 4 << 20;
    private static final int WARM_UP_REQUESTS = 2_000;

    private final int blocks;
    private final double seconds;
    private final Path folder;
    private final Function<List<String>, List<String>> program;
    private final Consumer<String> progress;
    private final List<Double> loadAverages = new ArrayList<>();

    /**
     * @param seconds of each measurement, about
     * @param program the command line that runs the vmft command with these arguments
     */
    public CostBench(int blocks, double seconds, Path folder, Function<List<String>, List<String>> program, Consumer<String> progress) {
        this.blocks = blocks;
        this.seconds = seconds;
        this.folder = folder;
        this.program = program;
        this.progress = progress;
    }

    public Result run() throws AbandonedException, IOException, InterruptedException {
        progress.accept("the guests start");
        try (Subject alone = Subject.alone(folder.resolve("alone"), program);
                Subject pair = Subject.distantPair(folder.resolve("pair"), program, 0)) {
            progress.accept("warming up");
            warmUp(pair);
            double megabits = warmUp(alone) * OFFERED_PART;
            double bytesPerSecond = megabits * 1e6 / 8;
            long bytes = Math.max(1, Math.round(bytesPerSecond * seconds));
            List<Load> loads = List.of(
                    load("idle", alone, pair, subject -> Thread.sleep(Math.round(seconds * 1e3))),
                    load("300 requests/s", alone, pair, this::ask),
                    load("download", alone, pair, subject -> subject.download(bytes, bytesPerSecond)));
            pair.requireWhole();
            double[] averages = loadAverages.stream().mapToDouble(Double::doubleValue).toArray();
            return new Result(blocks, seconds, Host.processors(), Spread.of(averages), megabits, loads);
        }
    }

    /** Returns the rate of the last download. */
    private static double warmUp(Subject subject) throws AbandonedException, IOException {
        subject.requests().latencies(WARM_UP_REQUESTS);
        subject.download(WARM_UP_BYTES, Bulk.UNLIMITED);
        return subject.download(WARM_UP_BYTES, Bulk.UNLIMITED);
    }

    private void ask(Subject subject) throws AbandonedException, IOException {
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        subject.requests().paced(REQUESTS_PER_SECOND, () -> System.nanoTime() < end);
    }

    private Load load(String what, Subject alone, Subject pair, Work work) throws AbandonedException, IOException, InterruptedException {
        progress.accept(what);
        long[] pids = Stream.of(alone.primaryPid(), pair.primaryPid(), pair.backupPid().orElseThrow()).mapToLong(Long::longValue).toArray();
        double[][] processors = new double[pids.length][blocks];
        double[][] resident = new double[pids.length][blocks];
        double[] log = new double[blocks];
        for (int block = 0; block < blocks; block++) {
            for (Subject subject : block % 2 == 0 ? List.of(alone, pair) : List.of(pair, alone)) {
                double[] before = Arrays.stream(pids).mapToDouble(Host::cpuSeconds).toArray();
                long logBefore = pair.logBytes();
                long began = System.nanoTime();
                work.on(subject);
                double took = (System.nanoTime() - began) / 1e9;
                log[block] = subject == pair ? (pair.logBytes() - logBefore) * 8 / 1e6 / took : log[block];
                for (int i = subject == pair ? 1 : 0; i < (subject == pair ? pids.length : 1); i++) {
                    processors[i][block] = (Host.cpuSeconds(pids[i]) - before[i]) / took;
                    resident[i][block] = Host.residentMegabytes(pids[i]);
                }
            }
            loadAverages.add(Host.loadAverage());
        }
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < pids.length; i++) {
            costs.add(new Cost(PROCESSES.get(i), Spread.of(processors[i]), Spread.of(resident[i])));
        }
        return new Load(what, Spread.of(log), costs);
    }
}
