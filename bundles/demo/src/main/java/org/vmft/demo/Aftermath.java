package org.vmft.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.vmft.demo.client.UdpClient;
import org.vmft.demo.history.Expectation;
import org.vmft.demo.history.HistoryFacts;
import org.vmft.demo.process.AbandonedException;

/** Stops the nodes, so that their logs are complete, and has the logs replayed in a fresh process. */
final class Aftermath {
    private static final long STOP_MILLIS_MAX = 20_000;
    private static final long REPLAY_MILLIS_MAX = 600_000;

    private final Path folder;
    private final Deployment deployment;
    private final Pair pair;

    Aftermath(Path folder, Deployment deployment, Pair pair) {
        this.folder = folder;
        this.deployment = deployment;
        this.pair = pair;
    }

    HistoryFacts replay(int clientNumber, UdpClient client, Consumer<String> progress)
            throws AbandonedException, InterruptedException, IOException {
        progress.accept("the nodes stop");
        String digest = stopAll();
        progress.accept("the logs are replayed");
        List<String> logs = new ArrayList<>();
        for (Node node : pair.history()) {
            logs.add(node.logFile());
        }
        Map<Long, String> answers = new TreeMap<>();
        client.answers().forEach((id, bytes) -> answers.put(id, HexFormat.of().formatHex(bytes)));
        new Expectation(logs, digest, clientNumber, answers).write(folder);
        String said = deployment.lastLineOf("replay", REPLAY_MILLIS_MAX, "demo", "verify", folder.toString());
        try {
            return new ObjectMapper().readValue(said, HistoryFacts.class);
        } catch (JsonProcessingException e) {
            throw new AbandonedException("the replay printed " + said);
        }
    }

    /** Returns the digest of the survivor's final state. */
    private String stopAll() throws AbandonedException, InterruptedException {
        stop(pair.primary());
        String digest = pair.primary().stopped().orElseThrow(
                () -> new AbandonedException("node " + pair.primary().name() + " did not tell its final state")).digest();
        for (Node node : deployment.nodes()) {
            if (node.child().alive()) {
                stop(node);
            }
        }
        return digest;
    }

    private void stop(Node node) throws AbandonedException, InterruptedException {
        deployment.release(node.child());
        node.child().endInput();
        if (!node.child().awaitEnd(STOP_MILLIS_MAX)) {
            throw new AbandonedException("waited " + STOP_MILLIS_MAX + " ms for node " + node.name() + " to stop: " + node.child().epitaph());
        }
    }
}
