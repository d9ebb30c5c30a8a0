package org.vmft.simulation;

import java.util.List;
import org.vmft.api.command.CommandException;
import org.vmft.api.machine.Output;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.OutputRule;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** A system with one part left out, to show what that part is for. */
public final class Without implements Mutation {
    private Without() {}

    public static Mutation part(String name) throws CommandException {
        if (!name.equals("output-rule")) {
            throw new CommandException("--without: expected output-rule, actual " + name, CommandException.USAGE);
        }
        return new Without();
    }

    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        return new ReplicaPorts(production.clock(), production.machines(), production.isas(), production.channel(),
                noOutputRule(production.outputRule()), production.arbiter(), production.outside(),
                production.recording(), production.observer(), production.protocol());
    }

    private static OutputRule noOutputRule(OutputRule rule) {
        return (outlet, released, outputsMax, bytesMax) ->
                new OpenGate(rule.open(outlet, released, outputsMax, bytesMax));
    }

    /** Does not wait for acknowledgements: what a primary produces leaves at once. */
    private record OpenGate(OutputGate gate) implements OutputGate {
        @Override
        public void mode(ReleaseMode mode, long now) {
            gate.mode(mode instanceof ReleaseMode.AwaitAck ? new ReleaseMode.Unprotected() : mode, now);
        }

        @Override
        public void hold(long index, long position, Output output, long now) {
            gate.hold(index, position, output, now);
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
        public List<HeldOutput> held() {
            return gate.held();
        }

        @Override
        public boolean full() {
            return gate.full();
        }
    }
}
