package org.vmft.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.Role;
import org.vmft.demo.bench.Bulk;
import org.vmft.demo.bench.Failover;
import org.vmft.demo.bench.Requests;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Children;
import org.vmft.demo.process.Relay;
import org.vmft.demo.process.Watch;
import org.vmft.demo.story.Fault;
import org.vmft.demo.story.NodeEvent;
import org.vmft.demo.story.Strike;
import org.vmft.demo.story.Takeover;

/** A guest that is measured: a server alone or protected, with an arbiter and a switch of its own. */
final class Subject implements AutoCloseable {
    private static final long ROLE_MILLIS_MAX = 60_000;
    private static final int REPEAT_MILLIS = 200;
    private static final int REPEAT_MILLIS_AT_FAILOVER = 20;
    private static final double REQUESTS_PER_SECOND_AT_FAILOVER = 300;
    private static final long MILLIS_AROUND_KILL = 1_000;
    private static final Settings SETTINGS = new Settings("rv32", Fault.PRIMARY, 1, new Work(1, 1, false, 0), 1, 2000, false, Optional.empty());

    private final Deployment deployment;
    private final Children children = new Children();
    private Node primary;
    private Optional<Node> backup = Optional.empty();
    private Optional<Relay> relay = Optional.empty();
    private Requests requests;

    private Subject(Path folder, Function<List<String>, List<String>> program) {
        deployment = new Deployment(folder, SETTINGS, children, program, new Watch());
    }

    static Subject alone(Path folder, Function<List<String>, List<String>> program)
            throws AbandonedException, IOException, InterruptedException {
        Subject subject = new Subject(folder, program);
        try {
            subject.boot();
            return subject;
        } catch (AbandonedException | IOException | InterruptedException | RuntimeException e) {
            subject.close();
            throw e;
        }
    }

    /** The backup reaches the primary directly. */
    static Subject pair(Path folder, Function<List<String>, List<String>> program)
            throws AbandonedException, IOException, InterruptedException {
        Subject subject = alone(folder, program);
        try {
            subject.protect(subject.primary.address().orElseThrow());
            return subject;
        } catch (AbandonedException | InterruptedException | RuntimeException e) {
            subject.close();
            throw e;
        }
    }

    /** The backup reaches the primary through a relay that delays in each direction and counts bytes. */
    static Subject distantPair(Path folder, Function<List<String>, List<String>> program, long delayNanos)
            throws AbandonedException, IOException, InterruptedException {
        Subject subject = alone(folder, program);
        try {
            Relay between = new Relay(HostPort.parse(subject.primary.address().orElseThrow()).resolve(), delayNanos);
            subject.relay = Optional.of(between);
            subject.protect(between.address());
            return subject;
        } catch (AbandonedException | IOException | InterruptedException | RuntimeException e) {
            subject.close();
            throw e;
        }
    }

    private void boot() throws AbandonedException, IOException, InterruptedException {
        deployment.prepare();
        primary = deployment.boot();
        become(primary, Role.SOLO);
        requests = new Requests(address(deployment.requestsAddress()), REPEAT_MILLIS);
    }

    private void protect(String peer) throws AbandonedException, InterruptedException {
        backup = Optional.of(deployment.join(peer));
        become(primary, Role.PRIMARY);
    }

    private void become(Node node, Role role) throws AbandonedException, InterruptedException {
        deployment.await("node " + node.name() + " to become " + role, ROLE_MILLIS_MAX, () -> node.became(role, Long.MIN_VALUE));
    }

    Requests requests() {
        return requests;
    }

    double upload(long bytes, double bytesPerSecond) throws IOException {
        return Bulk.upload(address(deployment.httpAddress()), bytes, bytesPerSecond);
    }

    double download(long bytes, double bytesPerSecond) throws IOException {
        return Bulk.download(address(deployment.httpAddress()), bytes, bytesPerSecond);
    }

    /** What the log channel carried from the primary to the backup; of a distant pair. */
    long logBytes() {
        return relay.orElseThrow().bytesFromTarget();
    }

    /** How long frames waited for the guest, each of some seconds, from this time (monotonic, ns) on. */
    List<NodeEvent.FrameWaits> frameWaits(long from) {
        return primary.events().stream().filter(event -> event.nanos() >= from).flatMap(event -> event.frameWaits().stream()).toList();
    }

    long primaryPid() {
        return primary.child().pid();
    }

    Optional<Long> backupPid() {
        return backup.map(node -> node.child().pid());
    }

    /** A pair that a busy host separated is not what was to be measured. */
    void requireWhole() throws AbandonedException {
        if (backup.isPresent() && primary.became(Role.CLAIMING, Long.MIN_VALUE).isPresent()) {
            throw new AbandonedException("node " + primary.name() + " lost its backup during the measurement; the host is too busy");
        }
    }

    /** Kills the primary in the middle of requests; what its clients saw of that. The survivor has a new backup afterwards. */
    Failover failOver() throws AbandonedException, IOException, InterruptedException {
        long began = System.nanoTime();
        deployment.release(primary.child());
        long[] killedAt = {0};
        BooleanSupplier wanted = () -> {
            long now = System.nanoTime();
            if (killedAt[0] == 0 && now - began > MILLIS_AROUND_KILL * 1_000_000) {
                killedAt[0] = now;
                primary.child().kill();
            }
            return killedAt[0] == 0 || now - killedAt[0] < MILLIS_AROUND_KILL * 1_000_000;
        };
        try (Requests client = new Requests(address(deployment.requestsAddress()), REPEAT_MILLIS_AT_FAILOVER)) {
            long[] answeredAt = client.continuing(requests).paced(REQUESTS_PER_SECOND_AT_FAILOVER, wanted);
            Node survivor = backup.orElseThrow();
            deployment.await("node " + survivor.name() + " to go live", ROLE_MILLIS_MAX, () -> survivor.became(Role.SOLO, killedAt[0]));
            List<NodeEvent> after = survivor.events().stream().filter(event -> event.nanos() >= killedAt[0]).toList();
            Takeover takeover = Takeover.of(Strike.simple(killedAt[0], primary.name()), after, answeredAt)
                    .orElseThrow(() -> new AbandonedException("no answers before and after the failover"));
            requests.continuing(client);
            primary = survivor;
            protect(survivor.address().orElseThrow());
            return new Failover(takeover.gapMillis(), (takeover.suspectedAt() - killedAt[0]) / 1e6, takeover.detector());
        }
    }

    private static InetSocketAddress address(String text) {
        return HostPort.parse(text).resolve();
    }

    @Override
    public void close() {
        children.close();
        relay.ifPresent(Relay::close);
        if (requests != null) {
            requests.close();
        }
    }
}
