package org.vmft.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vmft.api.command.FileFailure;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Child;
import org.vmft.demo.process.Children;
import org.vmft.demo.process.Watch;

/** Arbiter, switch and nodes of one run: each a process, all in one folder. */
final class Deployment {
    /** A Java program starts in a second or two, on a busy machine perhaps in ten times that. */
    static final long START_MILLIS_MAX = 60_000;
    private static final String ANY_PORT = "127.0.0.1:0";
    private static final String REQUESTS = "10.0.2.15:7777";
    static final int HTTP_PORT = 80;
    private static final String HTTP = "10.0.2.15:" + HTTP_PORT;
    static final int LINES_PORT = 7;
    private static final String LINES = "10.0.2.15:" + LINES_PORT;
    private static final String ARBITER_LISTENS = "arbiter listening on ";
    private static final String SWITCH_LISTENS = "switch listening on ";
    private static final String FORWARDS_UDP = "udp forward on ";
    private static final String FORWARDS_TCP = "tcp forward on ";

    private final Path folder;
    private final Settings settings;
    private final Children children;
    private final Function<List<String>, List<String>> program;
    private final Watch watch;
    private final List<Node> nodes = new ArrayList<>();
    /** Processes that must not end. */
    private final List<Child> needed = new CopyOnWriteArrayList<>();
    private Child arbiter;
    private String arbiterAddress = ANY_PORT;
    private String switchAddress = "";
    private String requestsAddress = "";
    private String httpAddress = "";
    private String linesAddress = "";

    /** @param program the command line that runs the vmft command with these arguments */
    Deployment(Path folder, Settings settings, Children children, Function<List<String>, List<String>> program, Watch watch) {
        this.folder = folder;
        this.settings = settings;
        this.children = children;
        this.program = program;
        this.watch = watch;
    }

    /** Starts what the nodes need. */
    void prepare() throws AbandonedException, InterruptedException {
        try {
            Files.createDirectories(folder.resolve("arbiter"));
        } catch (IOException e) {
            throw new AbandonedException("cannot create " + folder.resolve("arbiter") + ": " + FileFailure.reason(e));
        }
        List<String> arbiterSaid = launchArbiter();
        List<String> switchSaid = new CopyOnWriteArrayList<>();
        List<String> command = new ArrayList<>(List.of("switch", "--listen", ANY_PORT, "--udp", "0:" + REQUESTS));
        if (!settings.work().none()) {
            command.addAll(List.of("--tcp", "0:" + HTTP, "--tcp", "0:" + LINES));
            if (settings.evidence()) {
                command.addAll(List.of("--pcap", capture().toString()));
            }
        }
        settings.impairment().ifPresent(impairment -> command.addAll(List.of("--impair", impairment.toString())));
        launch("switch", switchSaid::add, command.toArray(String[]::new));
        arbiterAddress = awaitWord(ARBITER_LISTENS, arbiterSaid);
        switchAddress = awaitWord(SWITCH_LISTENS, switchSaid);
        requestsAddress = awaitWord(FORWARDS_UDP, switchSaid);
        if (!settings.work().none()) {
            httpAddress = awaitWord(FORWARDS_TCP, switchSaid);
            linesAddress = awaitWord(FORWARDS_TCP, switchSaid, 2);
        }
    }

    /** Starts the arbiter, again at the same address if it ran before. */
    void startArbiter() throws AbandonedException, InterruptedException {
        awaitWord(ARBITER_LISTENS, launchArbiter());
    }

    private List<String> launchArbiter() throws AbandonedException {
        List<String> said = new CopyOnWriteArrayList<>();
        arbiter = launch("arbiter", said::add, "arbiter", "--listen", arbiterAddress, "--directory",
                folder.resolve("arbiter").toString());
        return said;
    }

    private String awaitWord(String before, List<String> said) throws AbandonedException, InterruptedException {
        return awaitWord(before, said, 1);
    }

    /** What follows these words in the {@code number}-th line that begins with them. */
    private String awaitWord(String before, List<String> said, int number) throws AbandonedException, InterruptedException {
        return await("\"" + before + "...\"", START_MILLIS_MAX, () -> said.stream().filter(line -> line.startsWith(before))
                .map(line -> line.substring(before.length())).skip(number - 1L).findFirst());
    }

    /** Waits for something that only processes which are needed can bring about. */
    <T> T await(String what, long millisMax, Watch.Condition<T> condition) throws AbandonedException, InterruptedException {
        return watch.await(what, millisMax, () -> {
            Optional<T> result = condition.now();
            if (result.isEmpty()) {
                requireNeeded();
            }
            return result;
        });
    }

    /** Lets time pass while everything that is needed must live. */
    void pass(long millis) throws AbandonedException, InterruptedException {
        watch.pass(millis, () -> {
            requireNeeded();
            return Optional.empty();
        });
    }

    private void requireNeeded() throws AbandonedException {
        for (Child child : needed) {
            if (child.ended()) {
                throw new AbandonedException(child.epitaph());
            }
        }
    }

    /** It may end, or be killed, from here on. */
    void release(Child child) {
        needed.remove(child);
    }

    /** Runs a command to its end; returns the last line that it printed. */
    String lastLineOf(String name, long millisMax, String... arguments) throws AbandonedException, InterruptedException {
        List<String> said = new CopyOnWriteArrayList<>();
        Child child = launch(name, said::add, arguments);
        release(child);
        if (!child.awaitEnd(millisMax)) {
            throw new AbandonedException("waited " + millisMax + " ms for the " + name + " to end");
        }
        if (said.isEmpty()) {
            throw new AbandonedException(child.epitaph());
        }
        return said.get(said.size() - 1);
    }

    private Child launch(String name, Consumer<String> said, String... arguments) throws AbandonedException {
        Path output = folder.resolve(name + ".out");
        Child child = children.start(name, program.apply(List.of(arguments)), errorsOf(name), line -> {
            keep(output, line);
            said.accept(line);
            watch.changed();
        }, watch::changed);
        needed.add(child);
        return child;
    }

    private static void keep(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a node that boots the guest. */
    Node boot() throws AbandonedException, InterruptedException {
        return node(List.of("--boot", "--guest", settings.guest()));
    }

    /** Starts a node that asks another to become its backup. */
    Node join(String peer) throws AbandonedException, InterruptedException {
        return node(List.of("--join", "--peer", peer));
    }

    private Node node(List<String> role) throws AbandonedException, InterruptedException {
        String name = (char) ('a' + nodes.size() % 26) + (nodes.size() < 26 ? "" : Integer.toString(nodes.size() / 26));
        Node node = new Node(name);
        List<String> arguments = new ArrayList<>(List.of("node", "--name", name, "--vm", "demo", "--listen", ANY_PORT,
                "--arbiter", "tcp:" + arbiterAddress, "--network", switchAddress,
                "--suspicion-millis", Long.toString(settings.suspicionMillis()), "--events", "json", "--figures", "--stop-with-stdin"));
        if (settings.evidence()) {
            arguments.addAll(List.of("--record", folder.toString()));
        }
        arguments.addAll(role);
        node.runsAs(launch("node " + name, node::said, arguments.toArray(String[]::new)));
        nodes.add(node);
        await("node " + name + " to listen", START_MILLIS_MAX, node::address);
        return node;
    }

    List<Node> nodes() {
        return nodes;
    }

    Child arbiter() {
        return arbiter;
    }

    /** Where the client finds the guest's server. */
    String requestsAddress() {
        return requestsAddress;
    }

    String httpAddress() {
        return httpAddress;
    }

    String linesAddress() {
        return linesAddress;
    }

    /** What the switch carried, if anything is downloaded. */
    Path capture() {
        return folder.resolve(DemoRun.CAPTURE);
    }

    Path errorsOf(String name) {
        return folder.resolve(name + ".err");
    }
}
