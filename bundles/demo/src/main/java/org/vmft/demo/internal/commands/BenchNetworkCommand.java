package org.vmft.demo.internal.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.demo.NetworkBench;
import org.vmft.demo.bench.Failover;
import org.vmft.demo.bench.Spread;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.OwnProgram;
import picocli.CommandLine;

/** Measures what protection costs a client of the network. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=bench network")
@CommandLine.Command(name = "bench network",
        description = "Measures latency, requests and transfers of an RV32 server with and without a backup, in one run.")
public final class BenchNetworkCommand implements Command {
    private static final double RTT_MILLIS_MAX = 1_000;

    @CommandLine.Option(names = "--blocks", paramLabel = "N", description = "Blocks for each guest (default: ${DEFAULT-VALUE}).")
    int blocks = 7;

    @CommandLine.Option(names = "--requests", paramLabel = "N",
            description = "Requests in a measurement of latency (default: ${DEFAULT-VALUE}).")
    int requests = 300;

    @CommandLine.Option(names = "--seconds", paramLabel = "S", description = "About how long a transfer takes (default: ${DEFAULT-VALUE}).")
    double seconds = 1.5;

    @CommandLine.Option(names = "--kills", paramLabel = "N", description = "Kills of the primary (default: ${DEFAULT-VALUE}).")
    int kills = 5;

    @CommandLine.Option(names = "--rtt", paramLabel = "MS", split = ",",
            description = "Round trips between the nodes, put in by a relay (default: 0).")
    List<Double> rttMillis = new ArrayList<>();

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file.")
    Optional<Path> json = Optional.empty();

    @Activate
    public BenchNetworkCommand() {}

    @Override
    public Integer call() throws CommandException, InterruptedException {
        if (blocks < 1 || requests < 10 || !(seconds >= 0.1 && seconds <= 60) || kills < 0) {
            throw new CommandException("--blocks, --requests, --seconds, --kills: expected >=1, >=10, 0.1 to 60, >=0, actual " + blocks
                    + ", " + requests + ", " + seconds + ", " + kills, CommandException.USAGE);
        }
        for (double rtt : rttMillis) {
            if (!(rtt >= 0 && rtt <= RTT_MILLIS_MAX)) {
                throw new CommandException("--rtt: expected 0 to " + RTT_MILLIS_MAX + ", actual " + rtt, CommandException.USAGE);
            }
        }
        JsonFile results = JsonFile.at(json);
        Progress progress = new Progress("bench network: ");
        try {
            Path folder = Files.createTempDirectory("vmft-bench-");
            NetworkBench.Plan plan = new NetworkBench.Plan(blocks, requests, seconds, kills, rttMillis.isEmpty() ? List.of(0.0) : rttMillis);
            NetworkBench.Result result = new NetworkBench(plan, folder, OwnProgram::command, progress::tell).run();
            progress.end();
            print(result);
            results.write(result);
            return 0;
        } catch (AbandonedException e) {
            progress.end();
            throw new CommandException(e.getMessage());
        } catch (IOException e) {
            progress.end();
            throw new CommandException(FileFailure.line(e));
        }
    }

    private static void print(NetworkBench.Result result) {
        System.out.printf("%d blocks; median (smallest..largest); load average %s on %d processors%n", result.plan().blocks(),
                SpreadPrinter.text(result.loadAverage()), result.processors());
        System.out.printf("%-34s %-24s %-24s %s%n", "", "alone", "with a backup", "ratio of each block");
        for (NetworkBench.Comparison row : result.comparisons()) {
            System.out.printf("%-34s %-24s %-24s %s%n", row.what(), SpreadPrinter.text(row.alone()), SpreadPrinter.text(row.pair()),
                    SpreadPrinter.text(row.ratio()));
        }
        System.out.printf("added latency, us: p50 %s; a bare round trip over loopback TCP: %s%n",
                SpreadPrinter.text(result.comparisons().get(0).difference()), SpreadPrinter.text(result.bareRoundTrip()));
        print("alone", result.waitsAlone());
        print("with a backup", result.waitsOfPair());
        System.out.printf("offered load %.1f Mbit/s, processors idle meanwhile %s%n", result.offeredMegabits(),
                SpreadPrinter.text(result.idleAtOfferedLoad()));
        print(result.failovers());
        System.out.printf("log bytes for each byte sent to the guest: payload %s, 1500-byte frames %s%n",
                SpreadPrinter.text(result.logBytes().perPayloadByte()), SpreadPrinter.text(result.logBytes().perFrameByte()));
        System.out.printf("%-34s %-24s %-24s %s%n", "round trip between the nodes, ms", "latency p50, us", "receive, Mbit/s", "transmit, Mbit/s");
        for (NetworkBench.Distance row : result.distances()) {
            System.out.printf("%-34s %-24s %-24s %s%n", row.rttMillis(), SpreadPrinter.text(row.latencyP50()),
                    SpreadPrinter.text(row.receive()), SpreadPrinter.text(row.transmit()));
        }
    }

    private static void print(List<Failover> failovers) {
        if (!failovers.isEmpty()) {
            System.out.printf("%d failovers, ms: stall %s, of it until suspected %s, after that %s%n", failovers.size(),
                    text(failovers, Failover::stallMillis), text(failovers, Failover::detectionMillis),
                    text(failovers, Failover::millisAfterDetection));
        }
    }

    private static String text(List<Failover> failovers, ToDoubleFunction<Failover> figure) {
        return SpreadPrinter.text(Spread.of(failovers.stream().mapToDouble(figure).toArray()));
    }

    private static void print(String who, NetworkBench.FrameWaits waits) {
        print("frames waited for the guest, " + who, waits.untilTaken());
        print("frames waited behind a quantum, " + who, waits.behindQuantum());
    }

    private static void print(String what, NetworkBench.Waits waits) {
        System.out.printf("%s, us: p99 of each two seconds %s, longest %.0f, %d frames%n", what, SpreadPrinter.text(waits.p99()),
                waits.max(), waits.frames());
    }
}
