package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.devices.ConsoleModel;
import org.vmft.devices.EntropyModel;
import org.vmft.devices.PageNicModel;
import org.vmft.isa.toy.ToyGuests;
import org.vmft.isa.toy.ToyInstructionSet;
import org.vmft.replication.internal.Replica;
import org.vmft.replication.internal.ReplicaConfig;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.vmm.RecordReplayMachines;

/** Hosts, processes, links, arbiter and switch of one history, in one thread, under one seed. */
public final class World {
    static final String VM = "simulated";
    static final long MAC_ADDRESS = 0x020000000001L;
    private static final int RAM_BYTES = 64 << 10;
    private static final InstructionSet ISA = new ToyInstructionSet();

    /** A process and its listener at an address. */
    record Listening(Process process, LinkListener listener) {}

    private final Random random;
    private final Mutation mutation;
    private final Timeline timeline = new Timeline();
    private final Network network;
    private final SimulatedArbiter arbiter;
    private final SimulatedSwitch simulatedSwitch;
    private final Witness witness = new Witness();
    private final History history = new History(this);
    private final Coverage coverage = new Coverage();
    private final Trace trace;
    private final List<Process> processes = new ArrayList<>();
    private final List<String> addresses;
    private final Map<String, Listening> listening = new TreeMap<>();
    private final Map<String, Long> clockOrigins = new TreeMap<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private final Map<Link, Link> failingLinks = new IdentityHashMap<>();
    private final long suspicionNanos;
    private Optional<Failpoint> armed = Optional.empty();
    private int hitsLeft;

    World(long seed, Mutation mutation, List<String> addresses, Trace trace) {
        random = new Random(seed);
        this.mutation = mutation;
        this.addresses = addresses;
        this.trace = trace;
        network = new Network(this, new Random(random.nextLong()));
        arbiter = new SimulatedArbiter(this, mutation);
        simulatedSwitch = new SimulatedSwitch(this);
        suspicionNanos = (100 + random.nextInt(200)) * 1_000_000L;
    }

    static String hostOf(String address) {
        return address.substring(0, address.indexOf('/'));
    }

    static Optional<DeviceModel> deviceModel(String name) {
        return Stream.of(new ConsoleModel(), new PageNicModel(), new EntropyModel())
                .filter(model -> model.name().equals(name)).findFirst();
    }

    Optional<InstructionSet> isa(String name) {
        return ISA.name().equals(name) ? Optional.of(ISA) : Optional.empty();
    }

    VirtualMachines machines(Process process) {
        return new RecordReplayMachines(name -> deviceModel(name).map(model -> new FailingDevice.Model(this, process, model)));
    }

    // ---- processes

    /** Boots the virtual machine at this address. */
    Process boot(String address, boolean force) {
        Process process = process(address);
        try {
            start(process, Replica.boot(config(address), new ProcessPorts(this, process, entropy()).make(mutation),
                    process.id(), ISA, new MachineSpec(RAM_BYTES, MAC_ADDRESS, ""),
                    new ToyGuests().image("echo").orElseThrow(), force));
        } catch (BadImageException e) {
            throw new IllegalStateException(e);
        }
        return process;
    }

    /** Starts an idle node at this address, which joins whom it finds. */
    Process join(String address) {
        Process process = process(address);
        ReplicaPorts ports = new ProcessPorts(this, process, entropy()).make(mutation);
        start(process, Replica.join(config(address), ports, process.id()));
        return process;
    }

    private Random entropy() {
        return new Random(random.nextLong());
    }

    private Process process(String address) {
        String host = hostOf(address);
        long origin = clockOrigins.computeIfAbsent(host, name -> random.nextLong() >>> 8);
        ReplicaId id = mutation.id(new ReplicaId(random.nextLong() | 1), host);
        Process process = new Process(this, host, address, processes.size() + 1, id, origin);
        processes.add(process);
        return process;
    }

    private void start(Process process, Replica replica) {
        trace(process.toString(), "starts at " + process.address() + " as " + process.id());
        process.begin(replica);
    }

    private ReplicaConfig config(String address) {
        List<String> peers = new ArrayList<>(addresses);
        peers.remove(address);
        return new ReplicaConfig(VM, address, peers, suspicionNanos);
    }

    void kill(Process process, String why) {
        if (!process.alive()) {
            return;
        }
        trace(process.toString(), "dies: " + why);
        process.die();
        listening.values().removeIf(entry -> entry.process() == process);
        pipes.stream().filter(pipe -> pipe.touches(process)).forEach(pipe -> timeline.after(network.latency(), pipe::breakOff));
        pipes.removeIf(pipe -> pipe.touches(process));
    }

    public List<Process> processes() {
        return processes;
    }

    Stream<Process> alive() {
        return processes.stream().filter(Process::alive);
    }

    /** Whether nothing runs at this address. */
    boolean free(String address) {
        return alive().noneMatch(process -> process.address().equals(address));
    }

    /** The process with this replica id that is not ended, if any; the newest when there are several. */
    Optional<Process> processOf(ReplicaId id) {
        return processes.stream().filter(process -> process.id().equals(id)).reduce((first, second) -> second);
    }

    // ---- connections

    void listen(String address, Process process, LinkListener listener) {
        listening.put(address, new Listening(process, listener));
    }

    void unlisten(String address, Process process) {
        listening.values().removeIf(entry -> entry.process() == process);
    }

    Listening listening(String address) {
        return listening.get(address);
    }

    void connected(Pipe one, Pipe other) {
        pipes.removeIf(Pipe::closed);
        pipes.add(one);
        pipes.add(other);
    }

    List<Pipe> pipes() {
        return pipes.stream().filter(pipe -> !pipe.closed()).toList();
    }

    Link failing(Process process, Link link) {
        return failingLinks.computeIfAbsent(link, key -> ProcessPorts.failing(this, process, link));
    }

    void forget(Link link) {
        failingLinks.remove(link);
    }

    int network(Process process) {
        return simulatedSwitch.attach(process.host(), frame -> process.execute(() -> process.replica().frameArrived(frame)));
    }

    int attachClient(Consumer<byte[]> receiver) {
        return simulatedSwitch.attach("client", receiver);
    }

    // ---- what ports tell the witness

    void acknowledgementSent(Process backup, ChannelMessage.Ack ack) {
        processOf(backup.replica().status().peer())
                .ifPresent(primary -> witness.acknowledgementSent(backup, primary, ack));
    }

    void stateRestored(Process joiner, long outputIndex) {
        processOf(joiner.replica().status().peer()).ifPresent(source -> {
            witness.stateRestored(joiner, source, outputIndex);
            history.restored(joiner, source);
        });
    }

    void positionsRestarted(Process primary) {
        witness.positionsRestarted(primary);
        history.saved(primary);
    }

    void backupStands(Process backup, long position, long step, Optional<Long> digest) {
        processOf(backup.replica().status().peer())
                .ifPresent(primary -> witness.backupStands(backup, primary, position, step, digest));
    }

    void roleTaken(Process process, Role role) {
        witness.roleTaken(process, role);
    }

    // ---- failpoints

    /** The {@code hits}-th time that any process passes this failpoint, it crashes there. */
    void arm(Failpoint failpoint, int hits) {
        armed = Optional.of(failpoint);
        hitsLeft = hits;
    }

    void disarm() {
        armed = Optional.empty();
    }

    void hit(Process process, Failpoint failpoint) {
        if (armed.isPresent() && armed.get() == failpoint && --hitsLeft <= 0) {
            armed = Optional.empty();
            throw new Crash(failpoint);
        }
    }

    // ---- parts

    public Timeline timeline() {
        return timeline;
    }

    Network network() {
        return network;
    }

    public SimulatedArbiter arbiter() {
        return arbiter;
    }

    SimulatedSwitch simulatedSwitch() {
        return simulatedSwitch;
    }

    public Witness witness() {
        return witness;
    }

    History history() {
        return history;
    }

    public Coverage coverage() {
        return coverage;
    }

    Random random() {
        return random;
    }

    void trace(String who, String what) {
        trace.add(timeline.now(), who, what);
    }
}
