package org.vmft.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterRequest.Operation;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Output;
import org.vmft.api.network.FenceTag;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.Transition;

/** Each checker sees the shortest story that breaks its rule, and says where with both values. */
class InvariantTest {
    private static final long SEED = 7;
    private static final long CLIENT = 0x0200000000ccL;
    private static final int SEEDS_MAX = 200;

    private final Standing first = standing(1, "a#1", Role.PRIMARY, 1);
    private final Standing second = standing(2, "b#2", Role.BACKUP, 1);

    @ParameterizedTest
    @EnumSource(Invariant.class)
    void isSeenBrokenInItsShortestStory(Invariant invariant) {
        Violation violation = catchThrowableOfType(Violation.class, () -> tell(invariant));

        assertThat(violation).as("violation of: %s", invariant).isNotNull();
        assertThat(violation.invariant()).isEqualTo(invariant);
        assertThat(violation.getMessage()).contains("expected=", " actual=", "generation ", "position ", "step ");
    }

    @Test
    void aProperFailoverBreaksNone() {
        assertThatCode(() -> {
            Witness witness = new Witness(new Judge(Invariant.all()));
            protectedPair(witness);
            witness.produced(first, 1, 3, output(7));
            witness.acknowledged(second, 1, new ChannelMessage.Ack(3, 3, 30, 100));
            witness.released(first, 1, output(7));
            witness.produced(second, 1, 3, output(7));
            witness.roleTaken(Role.BACKUP, standing(2, "b#2", Role.SEALED, 1));
            grant(witness, second, Operation.CLAIM, 2);
            Standing survivor = standing(2, "b#2", Role.SOLO, 2);
            witness.goesLive(survivor);
            witness.released(survivor, 1, output(7));
            witness.grants().liveIsWinner(survivor);
            witness.acknowledgedHasLeft(survivor);
        }).doesNotThrowAnyException();
    }

    private void tell(Invariant broken) {
        Judge judge = new Judge(EnumSet.of(broken));
        Witness witness = new Witness(judge);
        switch (broken) {
            case ONE_HISTORY_OUTSIDE -> {
                witness.released(first, 1, output(7));
                witness.released(second, 1, output(8));
            }
            case STALE_RELEASE_KNOWN -> {
                grant(witness, first, Operation.CREATE, 1);
                grant(witness, second, Operation.CLAIM, 2);
                witness.released(first, 1, output(7));
            }
            case NO_ACKNOWLEDGED_OUTPUT_LOST -> {
                protectedPair(witness);
                witness.produced(first, 1, 3, output(7));
                witness.acknowledged(second, 1, new ChannelMessage.Ack(3, 0, 0, 100));
                witness.acknowledgedHasLeft(standing(2, "b#2", Role.SOLO, 2));
            }
            case RELEASE_COVERED -> {
                protectedPair(witness);
                witness.produced(first, 1, 3, output(7));
                witness.acknowledged(second, 1, new ChannelMessage.Ack(2, 2, 0, 100));
                witness.released(first, 1, output(7));
            }
            case RELEASED_IN_ORDER -> {
                witness.released(first, 1, output(7));
                witness.released(first, 3, output(7));
            }
            case BACKUP_WITHIN_LOG -> {
                witness.supplied(second, new Flush(1, List.of(new TimedEntry(9, new LogEntry.Progress()))));
                witness.backupStands(second.at(1, 10), Optional.empty());
            }
            case DIGESTS_EQUAL -> {
                protectedPair(witness);
                witness.primaryStands(first, 0, 41);
                witness.backupStands(second.at(0, 0), Optional.of(42L));
            }
            case REPLAY_FOLLOWS_LOG -> witness.diverged(second, "divergence at position 3");
            case DIVERGED_NEVER_LIVE -> {
                witness.corrupted(second);
                witness.goesLive(second);
            }
            case ENDED_NEVER_LIVE -> {
                protectedPair(witness);
                witness.flushed(first, new Flush(1, List.of(new TimedEntry(9, new LogEntry.Detach()),
                        new TimedEntry(9, new LogEntry.Progress()))));
                witness.acknowledged(second, 1, new ChannelMessage.Ack(1, 0, 0, 100));
                witness.goesLive(second);
            }
            case ONE_BACKUP -> {
                witness.roleTaken(Role.JOINING, second);
                witness.roleTaken(Role.JOINING, standing(3, "c#3", Role.BACKUP, 1));
            }
            case ONE_GRANT -> {
                grant(witness, first, Operation.CLAIM, 2);
                grant(witness, second, Operation.CLAIM, 2);
            }
            case LIVE_IS_WINNER -> {
                grant(witness, second, Operation.CREATE, 1);
                witness.grants().liveIsWinner(first);
            }
            case WINNER_GOES_ON -> {
                grant(witness, first, Operation.CREATE, 1);
                witness.roleTaken(Role.PRIMARY, standing(1, "a#1", Role.FENCED, 1));
            }
            case ROLES_AS_DOCUMENTED -> witness.roleTaken(Role.BACKUP, standing(2, "b#2", Role.SOLO, 1));
            case LOSS_IS_INHERENT -> {
                grant(witness, first, Operation.CREATE, 1);
                witness.roleTaken(Role.JOINING, second);
                witness.lost(1, number -> number == second.number());
            }
            case ONE_ANSWER -> clientHears(broken, answers -> {
                answers.accept(answer(1, 1));
                answers.accept(answer(1, 2));
            });
            case COUNTED_ONCE -> clientHears(broken, answers -> {
                answers.accept(answer(1, 1));
                answers.accept(answer(2, 3));
            });
            case UNREPLICATED_RUN -> clientHears(broken, answers -> answers.accept(answer(1, 1)));
            case NOTHING_FAILS -> {
                World world = world(broken);
                world.failed(world.boot("a/1", false), new IllegalStateException("broken"));
            }
            case PROTECTED_AGAIN -> histories(broken, new NobodyMayJoin());
            case OFF_IS_MARKED -> histories(broken, new PowerOffUnmarked());
        }
        judge.conclude();
    }

    private static Standing standing(int number, String name, Role role, long generation) {
        return new Standing(number, name, role, 1, generation, 5, 50);
    }

    private static Output output(int content) {
        return new Output.Frame(new byte[] {(byte) content});
    }

    private static void grant(Witness witness, Standing winner, Operation operation, long generation) {
        ReplicaId id = new ReplicaId(winner.number());
        witness.decided(new Verdict(new ArbiterRequest(operation, World.VM, 1, generation, id, false), true,
                Optional.of(new ArbiterRecord(World.VM, 1, generation, id, false))), winner);
    }

    private void protectedPair(Witness witness) {
        grant(witness, first, Operation.CREATE, 1);
        witness.saved(first);
        witness.cutOverSent(first, second.number());
        witness.restored(second, 0, 0);
        witness.roleTaken(Role.JOINING, second);
    }

    private static World world(Invariant heard) {
        return new World(SEED, Mutation.NONE, EnumSet.of(heard), List.of("a/1", "b/1"), false);
    }

    private static byte[] answer(long request, long counter) {
        byte[] payload = new byte[46];
        Frames.put(payload, 0, request, 4);
        Frames.put(payload, 4, counter, 4);
        return Frames.frame(CLIENT, World.MAC_ADDRESS, Frames.REQUEST_TYPE, payload);
    }

    /** What a liar at the switch answers to the client's first requests; nothing of it left any guest. */
    private static void clientHears(Invariant heard, Consumer<Consumer<byte[]>> story) {
        World world = world(heard);
        Client client = new Client(world, world.judge(), new Random(SEED));
        int liar = world.simulatedSwitch().attach("liar", frame -> { });
        world.simulatedSwitch().bind(liar, new FenceTag(World.VM, 1, 1));
        settle(world);
        client.begin();
        story.accept(frame -> {
            world.simulatedSwitch().transmit(liar, frame);
            settle(world);
        });
        grant(world.witness(), standing(1, "a#1", Role.SOLO, 1), Operation.CREATE, 1);
        new Incarnations(world, client).compare(1);
    }

    private static void settle(World world) {
        long until = world.timeline().now() + 30_000_000;
        boolean[] reached = {false};
        world.timeline().at(until, () -> reached[0] = true);
        while (!reached[0]) {
            world.step();
        }
    }

    private static void histories(Invariant heard, Mutation mutation) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            new HistoryRun(seed, mutation, EnumSet.of(heard), false).run();
        }
    }

    private static final class NobodyMayJoin implements Mutation {
        @Override
        public ReplicaPorts ports(ReplicaPorts p, Process process) {
            return new ReplicaPorts(p.clock(), p.machines(), p.isas(), p.channel(), p.outputRule(), p.arbiter(), p.outside(),
                    p.recording(), p.observer(), (state, event) -> event instanceof RoleEvent.JoinerAsks
                            ? new Transition(state, List.of()) : p.protocol().on(state, event));
        }
    }

    private static final class PowerOffUnmarked implements Mutation {
        @Override
        public Arbiter arbiter(Arbiter production) {
            return request -> request.operation() == Operation.MARK_OFF
                    ? new Verdict(request, false, Optional.empty()) : production.ask(request);
        }
    }
}
