package org.vmft.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vmft.api.command.FileFailure;
import org.vmft.api.network.HostPort;
import org.vmft.demo.client.ClientFacts;
import org.vmft.demo.client.Conversation;
import org.vmft.demo.client.UdpClient;
import org.vmft.demo.transfer.LinesFacts;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Children;
import org.vmft.demo.process.Watch;
import org.vmft.demo.story.Conditions;
import org.vmft.demo.story.NodeEvent;
import org.vmft.demo.story.RunFacts;
import org.vmft.demo.story.Strike;

/** One run: a pair of nodes, a client, the fault, and afterwards the replay of what the nodes recorded. */
public final class DemoRun {
    /** What the switch carried, in a run's folder, where the guest serves downloads. */
    public static final String CAPTURE = "capture.pcap";
    /** The client counts a request as lost after ten seconds. */
    private static final long LAST_ANSWERS_MILLIS_MAX = 11_000;
    /** An operating system boots in there. */
    private static final long SERVER_MILLIS_MAX = 120_000;
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
    private final List<TransferFacts> transfers = new ArrayList<>();
    private Optional<LinesFacts> lines = Optional.empty();

    /**
     * @param folder exists and is empty; everything is kept there
     * @param program the command line that runs the vmft command with these arguments
     * @param progress told what is being done
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
        Children children = new Children();
        Deployment deployment = new Deployment(folder, settings, children, program, watch);
        try (children; Pair pair = new Pair(settings, deployment, progress)) {
            progress.accept("arbiter and switch start");
            deployment.prepare();
            pair.boot();
            pair.protect();
            history = Optional.of(converse(deployment, pair));
        } catch (AbandonedException e) {
            abandoned = Optional.of(e.getMessage());
        } catch (IOException e) {
            abandoned = Optional.of(FileFailure.line(e));
        }
        List<NodeEvent> events = deployment.nodes().stream().flatMap(node -> node.events().stream()).toList();
        return new RunFacts(settings.fault(), settings.seed(), startedAt, events, strikes, transfers, lines, facts(), history, abandoned);
    }

    private ClientFacts facts() {
        synchronized (conversation) {
            return conversation.facts();
        }
    }

    private HistoryFacts converse(Deployment deployment, Pair pair) throws AbandonedException, InterruptedException, IOException {
        try (UdpClient client = new UdpClient(HostPort.parse(deployment.requestsAddress()).resolve(), conversation, watch::changed);
                TcpWork work = new TcpWork(settings.work(), deployment, random.split(), watch::changed, transfers)) {
            progress.accept("the guest's server begins");
            deployment.await("the guest's first answer", SERVER_MILLIS_MAX, () -> client.answered() > 0 ? Optional.of(true) : Optional.empty());
            work.begin();
            Striker striker = new Striker(deployment, pair, client, strikes);
            for (int round = 1; round <= settings.rounds(); round++) {
                if (round > 1) {
                    pair.protect();
                }
                progress.accept("requests, then the fault");
                striker.awaitAnswers(Conditions.ANSWERS_MIN + 1 + random.nextInt(ANSWERS_JITTER));
                while (pair.lapsed()) {
                    pair.settle();
                    pair.protect();
                }
                work.during(() -> strike(striker));
            }
            progress.accept("the last lines");
            lines = work.finish();
            client.finish();
            progress.accept("the last answers");
            deployment.await("the last answers", LAST_ANSWERS_MILLIS_MAX, () -> client.answeredAll() ? Optional.of(true) : Optional.empty());
            return new Aftermath(folder, deployment, pair).replay(conversation.client(), client, progress);
        }
    }

    /** Returns when the fault came. */
    private long strike(Striker striker) throws AbandonedException, InterruptedException {
        LockSupport.parkNanos(random.nextInt(NANOS_JITTER));
        progress.accept("the fault");
        striker.strike(settings.fault());
        progress.accept("what follows the fault");
        return strikes.get(strikes.size() - 1).at();
    }
}
