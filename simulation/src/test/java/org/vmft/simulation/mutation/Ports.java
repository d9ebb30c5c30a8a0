package org.vmft.simulation.mutation;

import java.util.Optional;
import java.util.function.Function;
import org.vmft.api.channel.LogChannel;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.output.OutputRule;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleProtocol;

/** A replica's ports with one of them replaced. */
final class Ports {
    private Ports() {}

    static ReplicaPorts with(ReplicaPorts ports, RoleProtocol protocol) {
        return make(ports, ports.machines(), ports.isas(), ports.channel(), ports.outputRule(), protocol);
    }

    static ReplicaPorts with(ReplicaPorts ports, LogChannel channel) {
        return make(ports, ports.machines(), ports.isas(), channel, ports.outputRule(), ports.protocol());
    }

    static ReplicaPorts with(ReplicaPorts ports, OutputRule rule) {
        return make(ports, ports.machines(), ports.isas(), ports.channel(), rule, ports.protocol());
    }

    static ReplicaPorts with(ReplicaPorts ports, VirtualMachines machines) {
        return make(ports, machines, ports.isas(), ports.channel(), ports.outputRule(), ports.protocol());
    }

    private static ReplicaPorts make(ReplicaPorts ports, VirtualMachines machines,
            Function<String, Optional<InstructionSet>> isas, LogChannel channel, OutputRule rule, RoleProtocol protocol) {
        return new ReplicaPorts(ports.clock(), machines, isas, channel, rule, ports.arbiter(), ports.outside(),
                ports.recording(), ports.observer(), protocol);
    }
}
