package org.vmft.replication.internal.node;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.channel.LogChannel;
import org.vmft.api.log.LogFormat;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.network.Network;
import org.vmft.api.output.Outlet;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.OutputRule;
import org.vmft.api.replica.FrameWaits;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.ReplicaListener;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.replica.Role;
import org.vmft.api.replica.RunningReplica;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.replication.internal.Replica;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleCore;

/**
 * One configured replica: a thread that drives it, and the services it uses, which may come and go. A joiner whose join
 * ended before it was eligible joins again.
 */
@Component(service = RunningReplica.class, immediate = true, configurationPid = NodeConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ReplicaComponent implements RunningReplica {
    private static final long SERVICES_MILLIS_MAX = 10_000;
    private static final long SERVICES_POLL_MILLIS = 10;
    private static final long JOIN_AGAIN_MILLIS = 200;
    /** For frames, a fenced replica's inquiry among them, that the network has not taken yet. */
    private static final long LAST_FRAMES_MILLIS = 1_000;
    /** What is left to do with it is an operator's to decide. */
    private static final Set<Role> KEPT = EnumSet.of(Role.FENCED, Role.DIVERGED, Role.DETACHED);
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaComponent.class);

    private final NodeConfig config;
    private final VirtualMachines machines;
    private final LogFormat logFormat;
    private final SwappableChannel channel = new SwappableChannel();
    private final GuestOutside outside;
    private final ArbiterCaller arbiterCaller;
    private final ArbiterWatch arbiterWatch;
    private final ReplicaThread thread;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final SecureRandom random = new SecureRandom();
    private volatile Optional<Replica> replica = Optional.empty();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<InstructionSet> instructionSets;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<GuestImages> guestImages;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<ReplicaListener> listeners;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Arbiter arbiter;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile OutputRule outputRule;

    @Activate
    public ReplicaComponent(Map<String, Object> properties, @Reference VirtualMachines machines, @Reference LogFormat logFormat) {
        this.machines = machines;
        this.logFormat = logFormat;
        config = NodeConfig.of(properties);
        String vm = config.replica().vm();
        outside = new GuestOutside(vm, frame -> replica.ifPresent(running -> running.frameArrived(frame)));
        arbiterCaller = new ArbiterCaller(vm, () -> Optional.ofNullable(arbiter));
        arbiterWatch = new ArbiterWatch(vm, () -> Optional.ofNullable(arbiter));
        thread = new ReplicaThread("replica-" + vm, this::live);
    }

    @Activate
    void activate() {
        thread.start();
    }

    @Deactivate
    void deactivate() {
        thread.stop();
        arbiterCaller.close();
        arbiterWatch.close();
        outside.close();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindChannel(LogChannel present) {
        channel.use(present);
    }

    void unbindChannel(LogChannel gone) {
        channel.leave();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNetwork(Network present) {
        outside.attach(present);
    }

    void unbindNetwork(Network gone) {
        outside.detach();
    }

    private void live() {
        try {
            Role last = driveToEnd();
            ending.complete(new Ending(last, ""));
            // It would only occupy a port of the switch.
            thread.pause(LAST_FRAMES_MILLIS);
            outside.close();
        } catch (IOException | BadImageException | IllegalStateException | IllegalArgumentException e) {
            LOG.debug("the replica ends", e);
            ending.complete(new Ending(status().role(), String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            LOG.error("a broken invariant stops the replica", e);
            ending.complete(new Ending(status().role(), "a broken invariant stops the replica: " + e));
        }
    }

    private Role driveToEnd() throws IOException, BadImageException {
        LogDirectory.prepare(config.record());
        await("a log channel", channel::present);
        await("an output rule", () -> outputRule != null);
        while (true) {
            Replica driven = make();
            replica = Optional.of(driven);
            driven.start();
            thread.drive(driven);
            Role role = driven.status().role();
            long digest = driven.digest();
            driven.stop();
            if (thread.stopping()) {
                listeners.forEach(listener -> listener.stopped(config.node(), System.nanoTime(), driven.status(), digest));
            }
            if (!thread.stopping() && KEPT.contains(role) && driven.status().generation() > 0) {
                listeners.forEach(listener -> listener.event(config.node(), System.nanoTime(),
                        "keeps its state, for an operator, until this process is stopped", driven.status()));
            }
            if (thread.stopping() || role != Role.ABORTED) {
                return role;
            }
            thread.pause(JOIN_AGAIN_MILLIS);
        }
    }

    private Replica make() throws IOException, BadImageException {
        ReplicaId id = new ReplicaId(random.nextLong() | 1);
        LogDirectory log = new LogDirectory(logFormat, config.record(), config.node() + "-" + id);
        if (!config.boot()) {
            RehearsedStates states = new RehearsedStates(log, new Rehearsal(machines, this::isa, this::gate));
            return Replica.join(config.replica(), ports(states, states::roleIs), id);
        }
        ReplicaPorts ports = ports(log, status -> { });
        await("a guest named " + config.guest().guest().orElse(""), () -> guest().isa().isPresent());
        GuestChoice guest = guest();
        String name = guest.isa().orElseThrow();
        await("the instruction set " + name, () -> isa(name).isPresent());
        return Replica.boot(config.replica(), ports, id, isa(name).orElseThrow(), guest.spec(), guest.image(), config.force());
    }

    private ReplicaPorts ports(ReplicaPorts.Recording recording, Consumer<ReplicaStatus> told) {
        return new ReplicaPorts(System::nanoTime, machines, this::isa, channel, this::gate, arbiterCaller, outside, recording,
                observer(told), new RoleCore());
    }

    private OutputGate gate(Outlet outlet, long released, int outputsMax, long bytesMax) {
        return outputRule.open(outlet, released, outputsMax, bytesMax);
    }

    private GuestChoice guest() {
        return new GuestChoice(config.guest(), guestImages);
    }

    private Optional<InstructionSet> isa(String name) {
        return instructionSets.stream().filter(isa -> isa.name().equals(name)).findFirst();
    }

    private void await(String what, BooleanSupplier present) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SERVICES_MILLIS_MAX);
        while (!present.getAsBoolean()) {
            if (thread.stopping() || System.nanoTime() - deadline >= 0) {
                throw new IllegalStateException("waited " + SERVICES_MILLIS_MAX / 1000 + " s for " + what
                        + "; present instruction sets: " + instructionSets.stream().map(InstructionSet::name).toList()
                        + ", guests: " + guestImages.stream().flatMap(images -> images.names().stream()).toList());
            }
            thread.pause(SERVICES_POLL_MILLIS);
        }
    }

    private ReplicaPorts.Observer observer(Consumer<ReplicaStatus> told) {
        return new ReplicaPorts.Observer() {
            @Override
            public void event(long at, String what, ReplicaStatus status) {
                listeners.forEach(listener -> listener.event(config.node(), at, what, status));
                told.accept(status);
            }

            @Override
            public void framesWaited(long at, FrameWaits waits, ReplicaStatus status) {
                listeners.forEach(listener -> listener.framesWaited(config.node(), at, waits, status));
            }

            @Override
            public void wake() {
                thread.wake();
            }
        };
    }

    @Override
    public ReplicaStatus status() {
        return replica.map(Replica::status).orElseGet(() -> new ReplicaStatus(config.replica().vm(), ReplicaId.UNKNOWN,
                config.boot() ? Role.BOOTING : Role.JOINING, 0, 0, ReplicaId.UNKNOWN, 0, 0, 0, 0, 0, "starting"));
    }

    @Override
    public void requestPowerOff() {
        replica.ifPresent(Replica::requestPowerOff);
    }

    @Override
    public void requestDetach() {
        replica.ifPresent(Replica::requestDetach);
    }

    @Override
    public CompletionStage<Ending> ending() {
        return ending;
    }
}
