package org.vmft.simulation.world;

import java.util.Optional;
import java.util.Random;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.machine.Output;
import org.vmft.api.network.FenceTag;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.output.Outlet;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.OutputRule;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.replica.Role;
import org.vmft.outputrule.AcknowledgedOutputRule;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleCore;
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
        port = world.network(process);
        ReplicaPorts production = new ReplicaPorts(process::clock, world.machines(process), world::isa,
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
            world.hit(process, Failpoint.BEFORE_CLAIM);
            behind.ask(request, verdict -> {
                boolean grant = verdict.isPresent() && verdict.get().granted();
                if (grant) {
                    world.hit(process, Failpoint.BEFORE_GRANT);
                }
                answer.accept(verdict);
                if (grant) {
                    world.hit(process, Failpoint.AFTER_GRANT);
                }
            });
            world.hit(process, Failpoint.AFTER_CLAIM);
        };
    }

    private RoleProtocol sealing(RoleProtocol behind) {
        return (state, event) -> {
            Transition transition = behind.on(state, event);
            if (transition.actions().stream().anyMatch(RoleAction.Seal.class::isInstance)) {
                world.hit(process, Failpoint.BEFORE_SEAL);
            } else if (event instanceof org.vmft.replication.internal.core.RoleEvent.Sealed) {
                world.hit(process, Failpoint.AFTER_SEAL);
            }
            return transition;
        };
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
                world.history().began(process, log);
                return Optional.of(new LogWriter() {
                    @Override
                    public void append(Flush flush) {
                        world.hit(process, Failpoint.BEFORE_APPEND);
                        log.append(flush);
                        world.hit(process, Failpoint.AFTER_APPEND);
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
                world.trace(process.toString(), "keeps evidence: " + detail);
            }
        };
    }

    private ReplicaPorts.Observer observer() {
        return new ReplicaPorts.Observer() {
            @Override
            public void event(long at, String what, ReplicaStatus status) {
                world.trace(process.toString(), what + " [" + status.role() + " generation " + status.generation()
                        + " position " + status.position() + " step " + status.step() + "]"
                        + (status.detail().isEmpty() ? "" : " " + status.detail()));
                if (status.role() != told) {
                    world.coverage().count("role: " + (told == null ? "START" : told) + " -> " + status.role());
                    told = status.role();
                    world.roleTaken(process, told);
                }
            }

            @Override
            public void wake() {
                process.wake();
            }
        };
    }

    private OutputRule watched(OutputRule behind) {
        return (outlet, released, outputsMax, bytesMax) -> {
            Outlet watched = (index, output) -> {
                world.hit(process, Failpoint.BEFORE_RELEASE);
                world.trace(process.toString(), "releases output " + index);
                world.witness().released(process, index, output);
                outlet.release(index, output);
                world.hit(process, Failpoint.AFTER_RELEASE);
            };
            return new WatchedGate(behind.open(watched, released, outputsMax, bytesMax));
        };
    }

    /** Tells the witness of every output that is produced. */
    private final class WatchedGate implements OutputGate {
        private final OutputGate gate;

        WatchedGate(OutputGate gate) {
            this.gate = gate;
        }

        @Override
        public void hold(long index, long position, Output output, long now) {
            world.witness().produced(process, index, position, output);
            gate.hold(index, position, output, now);
        }

        @Override
        public void mode(ReleaseMode mode, long now) {
            gate.mode(mode, now);
        }

        @Override
        public void acknowledged(ReplicaId from, long position, long now) {
            gate.acknowledged(from, position, now);
        }

        @Override
        public void lease(ReplicaId from, long untilNanos, long now) {
            gate.lease(from, untilNanos, now);
        }

        @Override
        public void watermark(long index) {
            gate.watermark(index);
        }

        @Override
        public long released() {
            return gate.released();
        }

        @Override
        public java.util.List<HeldOutput> held() {
            return gate.held();
        }

        @Override
        public boolean full() {
            return gate.full();
        }
    }

    /** A link whose sends pass the failpoints of flush, acknowledgement and cut-over, and the witness. */
    static Link failing(World world, Process process, Link link) {
        return new Link() {
            @Override
            public boolean send(ChannelMessage message) {
                Failpoint before = message instanceof ChannelMessage.Entries ? Failpoint.BEFORE_FLUSH
                        : message instanceof ChannelMessage.Ack ? Failpoint.BEFORE_ACK
                        : message instanceof ChannelMessage.CutOver ? Failpoint.BEFORE_CUTOVER : null;
                if (before == null) {
                    return link.send(message);
                }
                world.hit(process, before);
                if (message instanceof ChannelMessage.Ack ack) {
                    world.acknowledgementSent(process, ack);
                } else if (message instanceof ChannelMessage.CutOver) {
                    world.witness().cutOverSent(process, process.replica().status().peer());
                }
                boolean sent = link.send(message);
                world.hit(process, Failpoint.values()[before.ordinal() + 1]);
                return sent;
            }

            @Override
            public void close(String reason) {
                link.close(reason);
            }
        };
    }
}
