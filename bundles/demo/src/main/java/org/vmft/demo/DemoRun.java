package org.vmft.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.Role;
import org.vmft.demo.client.ClientFacts;
import org.vmft.demo.client.Conversation;
import org.vmft.demo.client.UdpClient;
import org.vmft.demo.history.Expectation;
import org.vmft.demo.history.HistoryFacts;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Child;
import org.vmft.demo.process.Children;
import org.vmft.demo.process.Relay;
import org.vmft.demo.process.Watch;
import org.vmft.demo.story.Conditions;
import org.vmft.demo.story.Fault;
import org.vmft.demo.story.NodeEvent;
import org.vmft.demo.story.RunFacts;
import org.vmft.demo.story.Strike;

/** One run: a pair of nodes, a client, the fault, and afterwards the replay of what the nodes recorded. */
public final class DemoRun {
    private static final int JOINS_MAX = 8;
    private static final long PROTECT_MILLIS_MAX = 60_000;
    /** Beyond the suspicion time. */
    private static final long LIVE_MILLIS_MAX = 20_000;
    private static final long ANSWERS_MILLIS_MAX = 30_000;
    /** The client gives up a request after ten seconds. */
    private static final long LAST_ANSWERS_MILLIS_MAX = 11_000;
    private static final long STOP_MILLIS_MAX = 20_000;
    private static final long REPLAY_MILLIS_MAX = 600_000;
    /** For frames that were on their way when the primary was killed. */
    private static final long SETTLE_MILLIS = 500;
    private static final long HOLD_MILLIS = 1_000;
    private static final int ANSWERS_JITTER = 50;
    private static final int NANOS_JITTER = 4_000_000;

    private final Settings settings;
    private final Path folder;
    private final Function<List<String>, List<String>> program;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    private final Conversation conversation;
    private final Watch watch = new Watch();
    private final List<Strike> strikes = new ArrayList<>();
    /** Those that were primary, one after the other. */
    private final List<Node> primaries = new ArrayList<>();
    private Deployment deployment;
    private UdpClient client;
    private Relay relay;
    private Node primary;
    private Node backup;
    /** When the present pair began to come about. */
    private long pairedFrom;

    /**
     * @param folder exists and is empty; everything is kept there
     * @param program the command line that runs the vmft command with these arguments
     * @param progress told what is being waited for
     */
    public DemoRun(Settings settings, Path folder, Function<List<String>, List<String>> program, Consumer<String> progress) {
        this.settings = settings;
        this.folder = folder;
        this.program = program;
        this.progress = progress;
        random = new SplittableRandom(settings.seed());
        conversation = new Conversation(random.split(), System.nanoTime());
    }

    /** Ends every process that it started, however it ends itself. */
    public RunFacts run() throws InterruptedException {
        long startedAt = System.nanoTime();
        Optional<HistoryFacts> history = Optional.empty();
        Optional<String> abandoned = Optional.empty();
        try (Children children = new Children()) {
            deployment = new Deployment(folder, settings, children, program, watch);
            boot();
            protect();
            converse();
            history = Optional.of(replay(children));
        } catch (AbandonedException e) {
            abandoned = Optional.of(e.getMessage());
        } catch (IOException e) {
            abandoned = Optional.of(e.toString());
        } finally {
            end();
        }
        List<NodeEvent> events = deployment.nodes().stream().flatMap(node -> node.events().stream()).toList();
        return new RunFacts(settings.fault(), settings.seed(), startedAt, events, strikes, client == null ? conversation.facts() : client.facts(), history, abandoned);
    }

    private void end() {
        if (client != null) {
            client.close();
        }
        if (relay != null) {
            relay.close();
        }
    }

    private void boot() throws AbandonedException, InterruptedException {
        progress.accept("arbiter and switch start");
        deployment.prepare();
        progress.accept("the first node boots");
        primary = deployment.boot();
        primaries.add(primary);
        deployment.await("node a to run alone", PROTECT_MILLIS_MAX, () -> primary.became(Role.SOLO, Long.MIN_VALUE));
    }

    /**
     * Starts nodes that join, until the primary is protected by one. On a busy host a node can suspect one that lives; then
     * one of them is fenced and the other goes on alone, as it must, and needs a fresh one.
     */
    private void protect() throws AbandonedException, InterruptedException, IOException {
        for (int joins = 1; joins <= JOINS_MAX; joins++) {
            progress.accept("a node joins");
            pairedFrom = System.nanoTime();
            backup = deployment.join(peerAddress());
            boolean paired = deployment.await("node " + primary.name() + " to be protected by node " + backup.name(),
                    PROTECT_MILLIS_MAX, () -> primary.became(Role.PRIMARY, pairedFrom).map(event -> true)
                            .or(() -> unpaired() ? Optional.of(false) : Optional.empty()));
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
        if (relay != null) {
            relay.close();
        }
        relay = new Relay(HostPort.parse(address).resolve());
        return relay.address();
    }

    /** Whether one of the pair asks the arbiter to go on without the other. */
    private boolean unpaired() {
        return Stream.of(primary, backup).anyMatch(node -> node.became(Role.CLAIMING, pairedFrom).isPresent());
    }

    /** Waits until it is decided which of the pair goes on. */
    private void settle() throws AbandonedException, InterruptedException {
        List<Node> pair = List.of(primary, backup);
        Node winner = deployment.await("one node to go live", settings.suspicionMillis() + LIVE_MILLIS_MAX,
                () -> pair.stream().filter(node -> node.won(pairedFrom)).findFirst());
        deployment.release((winner == primary ? backup : primary).child());
        survived(pairedFrom, winner);
    }

    private void converse() throws AbandonedException, InterruptedException, IOException {
        client = new UdpClient(HostPort.parse(deployment.forwardAddress()).resolve(), conversation, watch::changed);
        for (int round = 1; round <= settings.rounds(); round++) {
            if (round > 1) {
                protect();
            }
            progress.accept("requests, then the fault");
            answers(Conditions.ANSWERS_MIN + 1 + random.nextInt(ANSWERS_JITTER));
            while (unpaired()) {
                settle();
                protect();
            }
            LockSupport.parkNanos(random.nextInt(NANOS_JITTER));
            strike();
        }
        client.finish();
        progress.accept("the last answers");
        deployment.await("the last answers", LAST_ANSWERS_MILLIS_MAX, () -> client.answeredAll() ? Optional.of(true) : Optional.empty());
    }

    /** Waits for so many more answers. */
    private void answers(long more) throws AbandonedException, InterruptedException {
        long enough = client.answered() + more;
        deployment.await(more + " more answers", ANSWERS_MILLIS_MAX,
                () -> client.answered() >= enough ? Optional.of(true) : Optional.empty());
    }

    private void strike() throws AbandonedException, InterruptedException {
        progress.accept("a node goes live");
        switch (settings.fault()) {
            case PRIMARY -> survived(kill(primary), backup);
            case BACKUP -> survived(kill(backup), primary);
            case LINK -> silence();
            case PAUSE -> pause();
            case ARBITER -> withoutArbiter();
            default -> throw new IllegalStateException("cannot bring about " + settings.fault());
        }
        answers(Conditions.ANSWERS_MIN + 1);
    }

    private long kill(Node node) throws InterruptedException {
        deployment.release(node.child());
        long at = System.nanoTime();
        node.child().kill();
        strikes.add(Strike.simple(at, node.name()));
        return at;
    }

    /** Waits until this node is live and alone; it is the primary from then on. */
    private void survived(long from, Node node) throws AbandonedException, InterruptedException {
        deployment.await("node " + node.name() + " to go live", settings.suspicionMillis() + LIVE_MILLIS_MAX,
                () -> node.became(Role.SOLO, from));
        if (node != primary) {
            primaries.add(node);
        }
        primary = node;
    }

    private void silence() throws AbandonedException, InterruptedException {
        long at = System.nanoTime();
        relay.silence();
        strikes.add(Strike.simple(at, ""));
        List<Node> pair = List.of(primary, backup);
        pair.forEach(node -> deployment.release(node.child()));
        Node winner = deployment.await("one node to go live", settings.suspicionMillis() + LIVE_MILLIS_MAX,
                () -> pair.stream().filter(node -> node.became(Role.SOLO, at).isPresent()).findFirst());
        Node loser = winner == primary ? backup : primary;
        deployment.await("node " + loser.name() + " to be fenced", settings.suspicionMillis() + LIVE_MILLIS_MAX,
                () -> loser.became(Role.FENCED, at));
        survived(at, winner);
    }

    private void pause() throws AbandonedException, InterruptedException {
        Node paused = primary;
        deployment.release(paused.child());
        long at = System.nanoTime();
        paused.child().pause();
        strikes.add(Strike.simple(at, paused.name()));
        survived(at, backup);
        answers(Conditions.ANSWERS_MIN + 1);
        long undoneAt = System.nanoTime();
        strikes.set(strikes.size() - 1, new Strike(at, paused.name(), undoneAt, undoneAt, 0));
        paused.child().resume();
        deployment.await("node " + paused.name() + " to be fenced", settings.suspicionMillis() + LIVE_MILLIS_MAX,
                () -> paused.became(Role.FENCED, undoneAt));
    }

    private void withoutArbiter() throws AbandonedException, InterruptedException {
        Child arbiter = deployment.arbiter();
        deployment.release(arbiter);
        arbiter.kill();
        if (!arbiter.awaitEnd(STOP_MILLIS_MAX)) {
            throw new AbandonedException("the arbiter's process did not end");
        }
        client.outage(true);
        long at = kill(primary);
        deployment.await("node " + backup.name() + " to claim", settings.suspicionMillis() + LIVE_MILLIS_MAX,
                () -> backup.became(Role.CLAIMING, at));
        deployment.pass(SETTLE_MILLIS);
        long heldFrom = System.nanoTime();
        long asks = asks();
        deployment.pass(HOLD_MILLIS);
        long asksWhileHeld = asks() - asks;
        long undoneAt = System.nanoTime();
        strikes.set(strikes.size() - 1, new Strike(at, primary.name(), heldFrom, undoneAt, asksWhileHeld));
        deployment.startArbiter();
        client.outage(false);
        survived(at, backup);
    }

    private long asks() {
        ClientFacts facts = client.facts();
        return facts.requests() + facts.retransmissions();
    }

    private HistoryFacts replay(Children children) throws AbandonedException, InterruptedException, IOException {
        progress.accept("the nodes stop");
        stop(primary);
        for (Node node : deployment.nodes()) {
            if (node.child().alive()) {
                stop(node);
            }
        }
        progress.accept("the logs are replayed");
        List<String> logs = new ArrayList<>();
        for (Node node : primaries) {
            logs.add(node.logFile());
        }
        new Expectation(logs, primary.stopped().orElseThrow().digest(), conversation.client(), hexadecimal(client.answers())).write(folder);
        List<String> said = new CopyOnWriteArrayList<>();
        Child replay = children.start("replay", program.apply(List.of("demo", "verify", folder.toString())),
                folder.resolve("replay.err"), said::add, watch::changed);
        if (!replay.awaitEnd(REPLAY_MILLIS_MAX)) {
            throw new AbandonedException("waited " + REPLAY_MILLIS_MAX + " ms for the replay of the logs");
        }
        try {
            return new ObjectMapper().readValue(said.isEmpty() ? "" : said.get(said.size() - 1), HistoryFacts.class);
        } catch (JsonProcessingException e) {
            throw new AbandonedException(replay.epitaph());
        }
    }

    private void stop(Node node) throws AbandonedException, InterruptedException {
        deployment.release(node.child());
        node.child().endInput();
        boolean ended = node.child().awaitEnd(STOP_MILLIS_MAX);
        if (!ended || node == primary && node.stopped().isEmpty()) {
            throw new AbandonedException("node " + node.name() + " did not stop as asked: " + node.child().epitaph());
        }
    }

    private static Map<Long, String> hexadecimal(Map<Long, byte[]> answers) {
        Map<Long, String> texts = new TreeMap<>();
        answers.forEach((id, bytes) -> texts.put(id, HexFormat.of().formatHex(bytes)));
        return texts;
    }
}
