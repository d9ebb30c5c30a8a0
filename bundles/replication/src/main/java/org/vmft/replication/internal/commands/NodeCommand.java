package org.vmft.replication.internal.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ServiceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.Role;
import org.vmft.api.replica.RunningReplica;
import org.vmft.replication.internal.node.NodeConfig;
import picocli.CommandLine;

/** Runs one replica: writes the configurations of what it needs and waits for its end. */
@Component(service = Command.class, scope = ServiceScope.SINGLETON, property = Command.NAME_PROPERTY + "=node")
@CommandLine.Command(name = "node", description = "Runs a replica of a virtual machine: boots it, or joins as its backup",
        footer = "A replica that is fenced, diverges or is detached leaves the network and keeps its state, for an operator, "
                + "until the process is stopped.")
public final class NodeCommand implements Command {
    private static final long START_SECONDS_MAX = 15;
    /** The launcher grants a command three seconds once the process is to end. */
    private static final long STOP_SECONDS_MAX = 2;
    private static final String TAP = "tap:";
    private static final String WRITER_KEY = "vmft.writer";
    private static final String WRITER = "node";
    private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

    @CommandLine.Option(names = "--name", defaultValue = "node", description = "name of this node, for people (default: ${DEFAULT-VALUE})")
    private String name;

    @CommandLine.Option(names = "--vm", required = true, description = "name of the virtual machine")
    private String vm;

    @CommandLine.Option(names = "--boot", description = "boots the virtual machine")
    private boolean boot;

    @CommandLine.Option(names = "--join", description = "joins a virtual machine that runs, as its backup")
    private boolean join;

    @CommandLine.Option(names = "--force", description = "with --boot: you know that no earlier incarnation still runs")
    private boolean force;

    @CommandLine.Option(names = "--guest", defaultValue = "", description = "with --boot: a guest that comes with an instruction set")
    private String guest;

    @CommandLine.Option(names = "--image", defaultValue = "", description = "with --boot: file of the guest image; needs --isa")
    private String image;

    @CommandLine.Option(names = "--initrd", defaultValue = "", description = "with --boot: file of an initial RAM disk")
    private String initrd;

    @CommandLine.Option(names = "--isa", defaultValue = "", description = "with --boot: instruction set")
    private String isa;

    @CommandLine.Option(names = "--ram", defaultValue = "",
            description = "with --boot: guest RAM: bytes, or with K, M, G (default: what the guest needs, 1M for a file)")
    private String ram;

    @CommandLine.Option(names = "--append", defaultValue = "", paramLabel = "TEXT", description = "with --boot: text for the guest's boot (default: what the guest needs)")
    private String bootArguments;

    @CommandLine.Option(names = "--mac", defaultValue = "02:00:00:00:00:01", description = "with --boot: the guest's hardware address (default: ${DEFAULT-VALUE})")
    private String mac;

    @CommandLine.Option(names = "--listen", defaultValue = "127.0.0.1:0", paramLabel = "HOST:PORT", description = "where other replicas reach this one (default: ${DEFAULT-VALUE})")
    private String listen;

    @CommandLine.Option(names = "--peer", paramLabel = "HOST:PORT", description = "where another replica may be found; repeatable")
    private List<String> peers = new ArrayList<>();

    @CommandLine.Option(names = "--arbiter", required = true, paramLabel = "tcp:HOST:PORT|file:DIR", description = "who decides which replica goes live")
    private String arbiter;

    @CommandLine.Option(names = "--network", paramLabel = "HOST:PORT|unix:PATH|tap:NAME", description = "the switch, or the TAP interface, to which the guest is attached")
    private String network;

    @CommandLine.Option(names = "--suspicion-millis", defaultValue = "500", description = "silence after which a peer is suspected (default: ${DEFAULT-VALUE})")
    private int suspicionMillis;

    @CommandLine.Option(names = "--record", defaultValue = "", paramLabel = "DIR", description = "keeps the replica's log in this folder")
    private String record;

    @CommandLine.Option(names = "--events", defaultValue = "text", description = "how events are printed: text or json (default: ${DEFAULT-VALUE})")
    private String events;

    @CommandLine.Option(names = "--figures", description = "prints with the events how long frames waited for the guest, every two seconds in which some came")
    private boolean figures;

    @CommandLine.Option(names = "--stop-with-stdin", description = "stops when standard input ends, as it does when the parent process dies")
    private boolean stopWithStdin;

    @Reference
    private ConfigurationAdmin configurations;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<InstructionSet> instructionSets;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<GuestImages> guestImages;

    private final CompletableFuture<RunningReplica> running = new CompletableFuture<>();
    private final CountDownLatch stdinEnded = new CountDownLatch(1);

    @Activate
    public NodeCommand() {}

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindReplica(RunningReplica replica) {
        running.complete(replica);
    }

    void unbindReplica(RunningReplica replica) {
        // the framework is stopping, or this command took the configuration away
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        check();
        try {
            forgetOld();
            configureServices();
            RunningReplica replica = running.get(START_SECONDS_MAX, TimeUnit.SECONDS);
            if (stopWithStdin) {
                stopWhenStdinEnds();
            }
            return told(replica.ending().toCompletableFuture().get());
        } catch (InterruptedException e) {
            stopReplica();
            throw e;
        } catch (TimeoutException e) {
            throw new CommandException("waited " + START_SECONDS_MAX + " s for the replica's component; see the log for what it misses");
        } catch (ExecutionException | IOException | InvalidSyntaxException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private Integer told(RunningReplica.Ending ending) throws CommandException, InterruptedException {
        if (!ending.failure().isEmpty()) {
            throw new CommandException(ending.failure());
        }
        if (ending.role() == Role.POWERED_OFF || !ending.role().ended()) {
            return 0;
        }
        if (boot && running.join().status().generation() == 0) {
            throw new CommandException(running.join().status().detail());
        }
        // Its state is kept for an operator until the process is stopped, as the replica has told.
        stdinEnded.await();
        return 0;
    }

    private void check() throws CommandException {
        if (boot == join) {
            throw usage("--boot, --join", "one of them", boot ? "both" : "none");
        }
        if (!events.equals("text") && !events.equals("json")) {
            throw usage("--events", "text or json", events);
        }
        checkArbiter();
        checkNetwork();
        checkAddress("--listen", listen);
        for (String peer : peers) {
            checkAddress("--peer", peer);
        }
        present("--isa", isa, instructionSets.stream().map(InstructionSet::name).toList());
        present("--guest", guest, guestImages.stream().flatMap(images -> images.names().stream()).toList());
        try {
            NodeConfig.of(replica());
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), CommandException.USAGE);
        }
    }

    private void checkNetwork() throws CommandException {
        if (network == null || network.startsWith("unix:")) {
            return;
        }
        if (network.startsWith(TAP)) {
            if (!network.matches(TAP + "[!-~&&[^/:%]]{1,15}")) {
                throw usage("--network", TAP + "NAME with an interface name of at most 15 characters", network);
            }
            return;
        }
        checkAddress("--network", network);
    }

    private void checkArbiter() throws CommandException {
        if (arbiter.startsWith("tcp:")) {
            checkAddress("--arbiter", where(arbiter));
        } else if (!arbiter.startsWith("file:")) {
            throw usage("--arbiter", "tcp:HOST:PORT or file:DIR", arbiter);
        } else if (!Files.isDirectory(Path.of(where(arbiter)))) {
            throw new CommandException("--arbiter " + arbiter + ": "
                    + (Files.exists(Path.of(where(arbiter))) ? "not a directory" : "no such directory"));
        }
    }

    /** What follows the word and the colon. */
    private static String where(String address) {
        return address.substring(address.indexOf(':') + 1);
    }

    private static void checkAddress(String option, String address) throws CommandException {
        try {
            HostPort.parse(address);
        } catch (IllegalArgumentException e) {
            throw new CommandException(option + ": " + e.getMessage(), CommandException.USAGE);
        }
    }

    /** The launcher has waited for the plug-ins, so what is not there now is not installed. */
    private static void present(String option, String wanted, List<String> there) throws CommandException {
        if (!wanted.isEmpty() && !there.contains(wanted)) {
            throw usage(option, "one of " + there, wanted);
        }
    }

    private static CommandException usage(String option, String expected, String actual) {
        return new CommandException(option + ": expected " + expected + ", actual " + actual, CommandException.USAGE);
    }

    private Map<String, Object> replica() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("node", name);
        values.put("vm", vm);
        values.put("boot", boot);
        values.put("force", force);
        values.put("guest", guest);
        values.put("image", image);
        values.put("initrd", initrd);
        values.put("isa", isa);
        values.put("ram", ram);
        values.put("bootArguments", bootArguments);
        values.put("mac", mac);
        values.put("listen", listen);
        values.put("peers", peers.toArray(String[]::new));
        values.put("suspicionMillis", suspicionMillis);
        values.put("record", record);
        return values;
    }

    private void configureServices() throws IOException {
        configure("org.vmft.replica.events", Map.of("format", events, "figures", figures));
        boolean tcp = arbiter.startsWith("tcp:");
        configure(tcp ? "org.vmft.arbiter.tcp" : "org.vmft.arbiter.file", Map.of(tcp ? "address" : "directory", where(arbiter)));
        if (network != null && network.startsWith(TAP)) {
            configure("org.vmft.network.tap", Map.of("name", network.substring(TAP.length())));
        } else if (network != null) {
            configure("org.vmft.network.stream", Map.of("address", network));
        }
        configure(NodeConfig.PID, replica());
    }

    private void configure(String pid, Map<String, ?> values) throws IOException {
        Configuration configuration = configurations.createFactoryConfiguration(pid, "?");
        Dictionary<String, Object> dictionary = new Hashtable<>(values);
        dictionary.put(WRITER_KEY, WRITER);
        configuration.update(dictionary);
    }

    /** What a killed process left in the storage that this one uses now. */
    private void forgetOld() throws IOException, InvalidSyntaxException {
        forget("(" + WRITER_KEY + "=" + WRITER + ")");
    }

    private void forget(String filter) throws IOException, InvalidSyntaxException {
        Configuration[] found = configurations.listConfigurations(filter);
        if (found != null) {
            for (Configuration configuration : found) {
                configuration.delete();
            }
        }
    }

    /** It alone: what it uses, and who is told, stay until it has ended. */
    private void stopReplica() throws InterruptedException {
        try {
            forget("(" + ConfigurationAdmin.SERVICE_FACTORYPID + "=" + NodeConfig.PID + ")");
            if (running.isDone()) {
                running.join().ending().toCompletableFuture().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            }
        } catch (IOException | InvalidSyntaxException | ExecutionException | TimeoutException e) {
            LOG.error("cannot stop the replica", e);
        }
    }

    private void stopWhenStdinEnds() {
        Thread reader = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
                stopReplica();
            } catch (IOException | InterruptedException e) {
                LOG.error("cannot stop the replica", e);
            }
            stdinEnded.countDown();
        }, "stdin");
        reader.setDaemon(true);
        reader.start();
    }
}
