package org.vmft.replication.internal;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.channel.LogChannel;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.output.OutputRule;
import org.vmft.api.replica.FrameWaits;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.replication.internal.core.RoleProtocol;

/**
 * Everything a replica reaches outside itself. A simulation replaces what stands behind; the replica stays the same.
 *
 * @param clock host's monotonic time, ns
 * @param isas instruction sets present, by name
 */
public record ReplicaPorts(LongSupplier clock, VirtualMachines machines,
        Function<String, Optional<InstructionSet>> isas, LogChannel channel, OutputRule outputRule, Claims arbiter,
        Outside outside, Recording recording, Observer observer, RoleProtocol protocol) {

    /** Asks the arbiter without waiting. */
    @FunctionalInterface
    public interface Claims {
        /** The answer comes from any thread, within a few seconds: a verdict, or empty for none. Never throws. */
        void ask(ArbiterRequest request, Consumer<Optional<Verdict>> answer);
    }

    /** The guest's network and console, and the host's entropy. No method blocks. */
    public interface Outside {
        void transmit(byte[] frame);

        void console(byte[] bytes);

        /** From here on, frames leave on behalf of this generation; lower ones are shut out where that is possible. */
        void bind(long incarnation, long generation);

        /** Makes the network learn where the address is now. */
        void announce(long macAddress);

        /** Makes whoever has the address announce it. */
        void inquire(long macAddress);

        byte[] entropy(int length);
    }

    /** Where a replica's log is kept, if at all. */
    public interface Recording {
        /** A writer for a log that begins with this state; empty when nothing is to be kept or it cannot be. */
        Optional<LogWriter> begin(LogHeader header, byte[] state);

        /** The log could not be written further; it ends with its last whole flush. */
        void failed(Exception cause);

        /** Keeps a diverged state for an operator. */
        void evidence(String detail, byte[] state);
    }

    /** Told of what happens, on the replica's thread. */
    public interface Observer {
        /** Something worth telling: a role change, a suspicion, a claim. {@code at} is the host's monotonic time. */
        void event(long at, String what, ReplicaStatus status);

        /** How long frames waited for the guest since the last time, every few seconds in which some came. */
        default void framesWaited(long at, FrameWaits waits, ReplicaStatus status) {
            // for those who want figures
        }

        /** There is something to do before the time {@link Replica#turn} returned. Any thread; cheap. */
        void wake();
    }
}
