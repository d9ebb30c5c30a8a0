package org.vmft.demo;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vmft.api.replica.Role;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Child;
import org.vmft.demo.story.NodeEvent;

/** A node of the pair, as seen from outside: a process and what it says of itself. */
final class Node {
    private final String name;
    private final List<NodeEvent> events = new CopyOnWriteArrayList<>();
    private volatile Child child;

    Node(String name) {
        this.name = name;
    }

    /** To be called once, when its process has been started. */
    void runsAs(Child process) {
        child = process;
    }

    /** A line that it printed; told on its reader's thread. */
    void said(String line) {
        NodeEvent.parse(line).ifPresent(events::add);
    }

    String name() {
        return name;
    }

    Child child() {
        return child;
    }

    List<NodeEvent> events() {
        return List.copyOf(events);
    }

    Optional<String> address() {
        return events.stream().flatMap(event -> event.listensOn().stream()).findFirst();
    }

    /** The first time it took this role, from this time (monotonic, ns) on. */
    Optional<NodeEvent> became(Role role, long from) {
        return events.stream().filter(event -> event.nanos() >= from && event.becomes(role)).findFirst();
    }

    /** Whether it won a claim from this time on. */
    boolean won(long from) {
        return events.stream().anyMatch(event -> event.nanos() >= from && event.granted().isPresent());
    }

    Optional<NodeEvent> stopped() {
        return events.stream().filter(NodeEvent::stopped).findFirst();
    }

    /** That of its last replica: a node whose join ended early makes another. */
    String logFile() throws AbandonedException {
        return events.stream().map(NodeEvent::id).filter(id -> !id.isEmpty()).reduce((earlier, later) -> later)
                .map(id -> name + "-" + id + ".vmftlog")
                .orElseThrow(() -> new AbandonedException("node " + name + " did not tell its replica id"));
    }
}
