package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.replica.ReplicaId;
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
final class World {
    static final String VM = "simulated";
    static final long MAC_ADDRESS = 0x020000000001L;
    private static final int RAM_BYTES = 64 << 10;
    private static final InstructionSet ISA = new ToyInstructionSet();
    private static final List<DeviceModel> DEVICES =
            List.of(new ConsoleModel(), new PageNicModel(), new EntropyModel());

    /** A process and its listener at an address. */
    record Listening(Process process, LinkListener listener) {}

    private final Random random;
    private final Mutation mutation;
    private final Timeline timeline = new Timeline();
    private final Judge judge;
    private final Network network;
    private final SimulatedArbiter arbiter;
    private final SimulatedSwitch simulatedSwitch;
    private final Witness witness;
    private final History history = new History();
    private final Failpoints failpoints = new Failpoints();
    private final Coverage coverage = new Coverage();
    private final Trace trace;
    private final List<Process> processes = new ArrayList<>();
    private final List<Process> alive = new ArrayList<>();
    private final List<String> addresses;
    private final Map<String, Listening> listening = new TreeMap<>();
    private final Map<String, Long> clockOrigins = new TreeMap<>();
    private final Map<Integer, Integer> switchPorts = new TreeMap<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private final long suspicionNanos;

    World(long seed, Mutation mutation, Set<Invariant> heard, List<String> addresses, boolean traced) {
        random = new Random(seed);
        this.mutation = mutation;
        this.addresses = addresses;
        trace = new Trace(traced, timeline);
        judge = new Judge(heard);
        witness = new Witness(judge);
        network = new Network(this, new Random(random.nextLong()));
        arbiter = new SimulatedArbiter(this, mutation);
        simulatedSwitch = new SimulatedSwitch(this);
        suspicionNanos = ReplicaConfig.SUSPICION_NANOS_MIN + random.nextInt(100) * 1_000_000L;
    }

    static String hostOf(String address) {
        return address.substring(0, address.indexOf('/'));
    }

    static Optional<DeviceModel> deviceModel(String name) {
        return DEVICES.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    static Optional<InstructionSet> isa(String name) {
        return ISA.name().equals(name) ? Optional.of(ISA) : Optional.empty();
    }

    VirtualMachines machines(Process process) {
        return new RecordReplayMachines(
                name -> deviceModel(name).map(model -> new FailingDevice.Model(this, process, model)));
    }

    /** Lets the next event happen and checks what has to hold after each; false when nothing is due any more. */
    boolean step() {
        boolean happened = timeline.step();
        judge.conclude();
        for (int i = 0; i < alive.size(); i++) {
            Process process = alive.get(i);
            if (process.role().live()) {
                witness.grants().liveIsWinner(process.standing());
            }
        }
        return happened;
    }

    // ---- processes

    /** Boots the virtual machine at this address. */
    Process boot(String address, boolean force) {
        Process process = process(address);
        ReplicaPorts ports = ports(process);
        try {
            start(process, Replica.boot(config(address), ports, process.id(),
                    ports.isas().apply(ISA.name()).orElseThrow(), new MachineSpec(RAM_BYTES, MAC_ADDRESS, ""), new ToyGuests().image("echo").orElseThrow(), force));
        } catch (BadImageException e) {
            throw new IllegalStateException(e);
        }
        return process;
    }

    /** Starts an idle node at this address, which joins whom it finds. */
    Process join(String address) {
        Process process = process(address);
        start(process, Replica.join(config(address), ports(process), process.id()));
        return process;
    }

    private ReplicaPorts ports(Process process) {
        return new ProcessPorts(this, process, new Random(random.nextLong())).make(mutation);
    }

    private Process process(String address) {
        String host = hostOf(address);
        long origin = clockOrigins.computeIfAbsent(host, name -> random.nextLong() >>> 8);
        ReplicaId id = mutation.id(new ReplicaId(random.nextLong() | 1), host);
        Process process = new Process(this, host, address, processes.size() + 1, id, origin);
        processes.add(process);
        alive.add(process);
        return process;
    }

    private void start(Process process, Replica replica) {
        process.run(replica);
        trace.line(process, () -> "starts at " + process.address() + " as replica " + process.id());
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
        trace.fault(process.toString(), "dies: " + why);
        process.die();
        alive.remove(process);
        unlisten(process);
        simulatedSwitch.detach(switchPorts.get(process.number()));
        boolean clean = random.nextBoolean();
        for (Pipe pipe : List.copyOf(pipes)) {
            if (clean && pipe.comesFrom(process)) {
                pipe.senderDied();
            } else if (!clean && (pipe.comesFrom(process) || pipe.goesTo(process))) {
                pipe.breakOff();
            }
        }
        pipes.removeIf(pipe -> pipe.comesFrom(process) || pipe.goesTo(process));
    }

    /** A replica threw: it has stopped itself. Nothing but a mutation may bring it to that. */
    void failed(Process process, RuntimeException cause) {
        if (mutation == Mutation.NONE) {
            judge.violated(Invariant.NOTHING_FAILS, process.standing(), "exception", "none", cause, cause);
        }
        kill(process, "its own check: " + cause.getMessage());
    }

    List<Process> processes() {
        return processes;
    }

    Stream<Process> alive() {
        return alive.stream();
    }

    boolean alive(int number) {
        return processes.get(number - 1).alive();
    }

    /** Whether nothing runs at this address. */
    boolean free(String address) {
        return alive().noneMatch(process -> process.address().equals(address));
    }

    // ---- connections

    void listen(String address, Process process, LinkListener listener) {
        listening.put(address, new Listening(process, listener));
    }

    void unlisten(Process process) {
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

    /** The process' port at the switch. */
    int attach(Process process) {
        int port = simulatedSwitch.attach(process.host(),
                frame -> process.execute(() -> process.replica().frameArrived(frame)));
        switchPorts.put(process.number(), port);
        return port;
    }

    int attachClient(Consumer<byte[]> receiver) {
        return simulatedSwitch.attach("client", receiver);
    }

    // ---- parts

    Timeline timeline() {
        return timeline;
    }

    Judge judge() {
        return judge;
    }

    Network network() {
        return network;
    }

    SimulatedArbiter arbiter() {
        return arbiter;
    }

    SimulatedSwitch simulatedSwitch() {
        return simulatedSwitch;
    }

    Witness witness() {
        return witness;
    }

    History history() {
        return history;
    }

    Failpoints failpoints() {
        return failpoints;
    }

    Coverage coverage() {
        return coverage;
    }

    Random random() {
        return random;
    }

    Trace trace() {
        return trace;
    }
}
