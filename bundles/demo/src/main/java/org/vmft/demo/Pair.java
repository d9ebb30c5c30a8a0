package org.vmft.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.Role;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Relay;
import org.vmft.demo.story.Fault;

/** The node that is live, and the one that protects it. */
final class Pair implements AutoCloseable {
    private static final int JOINS_MAX = 8;
    private static final long PROTECT_MILLIS_MAX = 60_000;
    /** Beyond the suspicion time. */
    private static final long LIVE_MILLIS_MAX = 20_000;

    private final Settings settings;
    private final Deployment deployment;
    private final Consumer<String> progress;
    /** Those that were live, one after the other. */
    private final List<Node> history = new ArrayList<>();
    private Relay relay;
    private Node primary;
    private Node backup;
    /** When the present pair began to come about. */
    private long since;

    Pair(Settings settings, Deployment deployment, Consumer<String> progress) {
        this.settings = settings;
        this.deployment = deployment;
        this.progress = progress;
    }

    void boot() throws AbandonedException, InterruptedException {
        progress.accept("the first node boots");
        primary = deployment.boot();
        history.add(primary);
        deployment.await("node " + primary.name() + " to run alone", PROTECT_MILLIS_MAX, () -> primary.became(Role.SOLO, Long.MIN_VALUE));
    }

    /**
     * Starts nodes that join, until the primary is protected by one. On a busy host a node can suspect one that lives; then
     * one of them is fenced and the other goes on alone, as it must, and needs a fresh one.
     */
    void protect() throws AbandonedException, InterruptedException, IOException {
        for (int joins = 1; joins <= JOINS_MAX; joins++) {
            progress.accept("a node joins");
            since = System.nanoTime();
            backup = deployment.join(peerAddress());
            boolean paired = deployment.await("node " + primary.name() + " to be protected by node " + backup.name(),
                    PROTECT_MILLIS_MAX, () -> primary.became(Role.PRIMARY, since).map(event -> true)
                            .or(() -> lapsed() ? Optional.of(false) : Optional.empty()));
            if (paired) {
                return;
            }
            settle();
        }
        throw new AbandonedException("node " + primary.name() + " was not protected by any of " + JOINS_MAX + " nodes that joined");
    }

    private String peerAddress() throws IOException {
        String address = primary.address().orElseThrow();
        if (settings.fault() != Fault.LINK) {
            return address;
        }
        close();
        relay = new Relay(HostPort.parse(address).resolve());
        return relay.address();
    }

    /** Whether one of the pair has begun to ask the arbiter to go on without the other. */
    boolean lapsed() {
        return Stream.of(primary, backup).anyMatch(node -> node.became(Role.CLAIMING, since).isPresent());
    }

    /** Waits until it is decided which of a lapsed pair goes on. */
    void settle() throws AbandonedException, InterruptedException {
        awaitLive("one of nodes " + primary.name() + " and " + backup.name(), since, primary, backup);
    }

    /** Waits until one of these nodes is live and alone, of its own claim; from then on that is the primary. */
    Node awaitLive(String who, long from, Node... nodes) throws AbandonedException, InterruptedException {
        Node live = deployment.await(who + " to go live", decisionMillisMax(),
                () -> Stream.of(nodes).filter(node -> node.won(from) && node.became(Role.SOLO, from).isPresent()).findFirst());
        if (live != primary) {
            history.add(live);
        }
        primary = live;
        return live;
    }

    void awaitFenced(Node node, long from) throws AbandonedException, InterruptedException {
        deployment.await("node " + node.name() + " to be fenced", decisionMillisMax(), () -> node.became(Role.FENCED, from));
    }

    void awaitClaiming(Node node, long from) throws AbandonedException, InterruptedException {
        deployment.await("node " + node.name() + " to claim", decisionMillisMax(), () -> node.became(Role.CLAIMING, from));
    }

    private long decisionMillisMax() {
        return settings.suspicionMillis() + LIVE_MILLIS_MAX;
    }

    Node primary() {
        return primary;
    }

    Node backup() {
        return backup;
    }

    List<Node> history() {
        return history;
    }

    /** The link between the two, when it is to be silenced. */
    Relay relay() {
        return relay;
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.close();
        }
    }
}
