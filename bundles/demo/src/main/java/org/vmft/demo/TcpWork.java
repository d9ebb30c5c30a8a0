package org.vmft.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.vmft.api.network.HostPort;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.transfer.Capture;
import org.vmft.demo.transfer.Connection;
import org.vmft.demo.transfer.LineClient;
import org.vmft.demo.transfer.LinesFacts;
import org.vmft.demo.transfer.Transfer;
import org.vmft.demo.transfer.TransferFacts;

/** What TCP clients do in a run: transfers that each fault interrupts, lines over all of them. */
final class TcpWork implements AutoCloseable {
    private static final long TRANSFER_MILLIS_MAX = 600_000;
    private static final long LINES_MILLIS_MAX = 600_000;
    private static final int PERCENT_BEFORE_MIN = 15;
    private static final int PERCENT_JITTER = 30;

    /** Brings a fault about. */
    @FunctionalInterface
    interface Fault {
        /** @return when it came */
        long strike() throws AbandonedException, InterruptedException;
    }

    private final Work work;
    private final Deployment deployment;
    private final SplittableRandom random;
    private final Runnable changed;
    private final List<TransferFacts> transfers;
    private Optional<LineClient> lines = Optional.empty();

    /** @param transfers where what came of each is told */
    TcpWork(Work work, Deployment deployment, SplittableRandom random, Runnable changed, List<TransferFacts> transfers) {
        this.work = work;
        this.deployment = deployment;
        this.random = random;
        this.changed = changed;
        this.transfers = transfers;
    }

    /** To be called when the guest serves. */
    void begin() throws AbandonedException {
        if (work.lines() > 0) {
            lines = Optional.of(new LineClient(address(deployment.linesAddress()), changed));
        }
    }

    private static InetSocketAddress address(String text) throws AbandonedException {
        try {
            return HostPort.parse(text).resolve();
        } catch (IllegalArgumentException e) {
            throw new AbandonedException(e.getMessage());
        }
    }

    /** Has the fault come in the middle of the transfers, and waits for their end. */
    void during(Fault fault) throws AbandonedException, InterruptedException, IOException {
        List<Transfer> running = new ArrayList<>();
        try {
            for (int i = 0; i < work.connections(); i++) {
                running.add(transfer());
            }
            long part = work.bytes() / 100 * (PERCENT_BEFORE_MIN + random.nextInt(PERCENT_JITTER));
            deployment.await("the transfers to begin", TRANSFER_MILLIS_MAX, () ->
                    running.stream().mapToLong(Transfer::bytesByNow).sum() >= part * running.size()
                            || running.stream().allMatch(Transfer::ended) ? Optional.of(true) : Optional.empty());
            long at = fault.strike();
            deployment.await("the transfers to end", TRANSFER_MILLIS_MAX,
                    () -> running.stream().allMatch(Transfer::ended) ? Optional.of(true) : Optional.empty());
            tell(running, at);
        } finally {
            running.forEach(Transfer::close);
        }
    }

    private Transfer transfer() throws AbandonedException {
        InetSocketAddress server = address(deployment.httpAddress());
        int seed = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        return work.upload() ? Transfer.upload(server, work.bytes(), seed, changed)
                : Transfer.download(server, work.bytes(), seed, deployment.errorsOf("transfer"), changed);
    }

    private void tell(List<Transfer> ended, long at) throws IOException {
        List<Connection> connections = ended.isEmpty() ? List.of()
                : Capture.connections(deployment.capture(), Deployment.HTTP_PORT);
        for (Transfer transfer : ended) {
            int number = transfers.size();
            transfers.add(transfer.facts(at, connections.size() > number ? connections.get(number) : Connection.NONE));
        }
    }

    /** Waits until enough lines are answered and ends. */
    Optional<LinesFacts> finish() throws AbandonedException, InterruptedException, IOException {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        LineClient client = lines.get();
        deployment.await(work.lines() + " lines", LINES_MILLIS_MAX,
                () -> client.answered() >= work.lines() || client.ended() ? Optional.of(true) : Optional.empty());
        client.finish();
        deployment.await("the last line", LINES_MILLIS_MAX, () -> client.ended() ? Optional.of(true) : Optional.empty());
        List<Connection> connections = Capture.connections(deployment.capture(), Deployment.LINES_PORT);
        return Optional.of(client.facts(connections.size() == 1 ? connections.get(0) : Connection.NONE));
    }

    @Override
    public void close() {
        lines.ifPresent(LineClient::close);
    }
}
