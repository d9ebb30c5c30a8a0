package org.vmft.simulation.world;

import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.network.FenceTag;
import org.vmft.api.output.OutputRule;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.replica.Role;
import org.vmft.outputrule.AcknowledgedOutputRule;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleCore;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.replication.internal.core.Transition;

/** The ports of one simulated process: production behind them, a mutation perhaps, failpoints and the witness in front. */
final class ProcessPorts {
    private final World world;
    private final Process process;
    private final Random entropy;
    private int port;
    private Role told;

    ProcessPorts(World world, Process process, Random entropy) {
        this.world = world;
        this.process = process;
        this.entropy = entropy;
    }

    ReplicaPorts make(Mutation mutation) {
        port = world.attach(process);
        ReplicaPorts production = new ReplicaPorts(process::clock, world.machines(process), World::isa,
                new SimulatedChannel(world, process), new AcknowledgedOutputRule(),
                (request, answer) -> world.arbiter().ask(process, request, answer), outside(), recording(), observer(),
                new RoleCore());
        ReplicaPorts mutated = mutation.ports(production, process);
        return new ReplicaPorts(mutated.clock(), new WitnessedMachines(world, process, mutated.machines()),
                mutated.isas(), mutated.channel(), watched(mutated.outputRule()), claims(mutated.arbiter()),
                mutated.outside(), mutated.recording(), mutated.observer(), sealing(mutated.protocol()));
    }

    private ReplicaPorts.Claims claims(ReplicaPorts.Claims behind) {
        return (request, answer) -> {
            hit(Failpoint.BEFORE_CLAIM);
            behind.ask(request, verdict -> {
                boolean grant = verdict.isPresent() && verdict.get().granted();
                if (grant) {
                    hit(Failpoint.BEFORE_GRANT);
                }
                answer.accept(verdict);
                if (grant) {
                    hit(Failpoint.AFTER_GRANT);
                }
            });
            hit(Failpoint.AFTER_CLAIM);
        };
    }

    private RoleProtocol sealing(RoleProtocol behind) {
        return (state, event) -> {
            Transition transition = behind.on(state, event);
            if (transition.actions().stream().anyMatch(RoleAction.Seal.class::isInstance)) {
                hit(Failpoint.BEFORE_SEAL);
            } else if (event instanceof RoleEvent.Sealed) {
                hit(Failpoint.AFTER_SEAL);
            }
            return transition;
        };
    }

    private void hit(Failpoint at) {
        world.failpoints().hit(process, at);
    }

    private ReplicaPorts.Outside outside() {
        return new ReplicaPorts.Outside() {
            @Override
            public void transmit(byte[] frame) {
                world.simulatedSwitch().transmit(port, frame);
            }

            @Override
            public void console(byte[] bytes) {
                // the witness has seen it
            }

            @Override
            public void bind(long incarnation, long generation) {
                world.simulatedSwitch().bind(port, new FenceTag(World.VM, incarnation, generation));
            }

            @Override
            public void announce(long macAddress) {
                world.simulatedSwitch().transmit(port, Frames.announcement(macAddress));
            }

            @Override
            public void inquire(long macAddress) {
                // the switch has fenced this port
            }

            @Override
            public byte[] entropy(int length) {
                byte[] bytes = new byte[length];
                entropy.nextBytes(bytes);
                return bytes;
            }
        };
    }

    private ReplicaPorts.Recording recording() {
        return new ReplicaPorts.Recording() {
            @Override
            public Optional<LogWriter> begin(LogHeader header, byte[] state) {
                MemoryLog log = new MemoryLog(header, state);
                world.history().began(process.number(), log);
                return Optional.of(new LogWriter() {
                    @Override
                    public void append(Flush flush) {
                        hit(Failpoint.BEFORE_APPEND);
                        log.append(flush);
                        hit(Failpoint.AFTER_APPEND);
                    }

                    @Override
                    public void close() {
                        log.close();
                    }
                });
            }

            @Override
            public void failed(Exception cause) {
                throw new IllegalStateException("a log in memory cannot fail", cause);
            }

            @Override
            public void evidence(String detail, byte[] state) {
                world.trace().line(process, () -> "keeps evidence: " + detail);
            }
        };
    }

    private ReplicaPorts.Observer observer() {
        return new ReplicaPorts.Observer() {
            @Override
            public void event(long at, String what, ReplicaStatus status) {
                Supplier<String> text = () -> what + (status.detail().isEmpty() || what.contains(status.detail())
                        ? "" : ": " + status.detail());
                if (status.role() == told) {
                    world.trace().line(process, text);
                    return;
                }
                world.trace().role(process, text);
                Optional<Role> before = Optional.ofNullable(told);
                told = status.role();
                before.ifPresent(role -> {
                    world.coverage().count(Coverage.transition(role, status.role()));
                    world.witness().roleTaken(role, process.standing());
                });
            }

            @Override
            public void wake() {
                process.wake();
            }
        };
    }

    /** The output rule, with the witness where released outputs leave. */
    private OutputRule watched(OutputRule behind) {
        return (outlet, released, outputsMax, bytesMax) -> behind.open((index, output) -> {
            hit(Failpoint.BEFORE_RELEASE);
            world.trace().log(process, () -> "releases output " + index, process.standing().position(), process.standing().step());
            world.witness().released(process.standing(), index, output);
            outlet.release(index, output);
            hit(Failpoint.AFTER_RELEASE);
        }, released, outputsMax, bytesMax);
    }
}
