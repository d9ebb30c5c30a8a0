package org.vmft.replication.internal.node;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.StateException;
import org.vmft.api.output.OutputRule;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.replica.Role;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.replication.internal.Replica;
import org.vmft.replication.internal.ReplicaConfig;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleCore;

/**
 * Going live, tried on a copy of a backup's state: a replica of its own joins a primary that exists for it alone, loses
 * it, claims what nobody records, and runs the guest for a moment, with nothing attached. A state that cannot go live
 * is known before it must, and what a failover does is not done for the first time while clients wait.
 */
public final class Rehearsal {
    private static final String NAME = "rehearsal";
    private static final ReplicaId SELF = new ReplicaId(1);
    /** Joining and going live take some ten turns. */
    private static final int TURNS_MAX = 1_000;
    /** Running on is worth a few hundred: some ten milliseconds of a busy guest. */
    private static final int LIVE_TURNS = 300;
    private static final int TURNS_PER_FRAME = 10;
    private static final ReplicaConfig CONFIG = new ReplicaConfig(NAME, NAME, List.of(NAME), ReplicaConfig.SUSPICION_NANOS_MAX);
    /** To everybody, of a type that no guest takes (IEEE 802, for local experiments). */
    private static final byte[] FRAME = frame();

    private final VirtualMachines machines;
    private final Function<String, Optional<InstructionSet>> isas;
    private final OutputRule outputRule;

    public Rehearsal(VirtualMachines machines, Function<String, Optional<InstructionSet>> isas, OutputRule outputRule) {
        this.machines = machines;
        this.isas = isas;
        this.outputRule = outputRule;
    }

    /** Why a copy of the state did not go live, in one line; empty when it did. On the calling thread. */
    public Optional<String> run(byte[] state) {
        try {
            String isaName = machines.isaOf(state);
            InstructionSet isa = isas.apply(isaName)
                    .orElseThrow(() -> new StateException("no instruction set named " + isaName + " here"));
            VirtualMachine saved = machines.restore(isa, state, new Nowhere(), System.nanoTime());
            return play(new RehearsedPrimary(state,
                    new ChannelMessage.CutOver(saved.step(), saved.digest(), saved.outputIndex(), List.of())));
        } catch (StateException | IllegalStateException | IllegalArgumentException | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> play(RehearsedPrimary primary) throws IOException {
        Nowhere nowhere = new Nowhere();
        Replica replica = Replica.join(CONFIG, new ReplicaPorts(System::nanoTime, machines, isas, primary,
                outputRule, (request, answer) -> answer.accept(Optional.of(granted(request))), nowhere, nowhere,
                nowhere, new RoleCore()), SELF);
        replica.start();
        int live = 0;
        for (int turns = 0; turns < TURNS_MAX && live < LIVE_TURNS && !replica.status().role().ended(); turns++) {
            replica.turn();
            primary.turn();
            if (replica.status().role() == Role.SOLO && live++ % TURNS_PER_FRAME == 0) {
                replica.frameArrived(FRAME);
            }
        }
        ReplicaStatus end = replica.status();
        replica.stop();
        return live > 0 ? Optional.empty() : Optional.of(end.role() + (end.detail().isEmpty() ? "" : ": " + end.detail()));
    }

    private static Verdict granted(ArbiterRequest request) {
        return new Verdict(request, true, Optional.of(new ArbiterRecord(request.vm(), request.incarnation(),
                request.generation(), request.replica(), false)));
    }

    private static byte[] frame() {
        byte[] frame = new byte[60];
        Arrays.fill(frame, 0, 6, (byte) 0xff);
        frame[6] = 2;
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xb5;
        return frame;
    }
}
