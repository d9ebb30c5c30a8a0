package org.vmft.simulation.mutation;

import org.vmft.api.channel.ChannelMessage;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** The primary says that an output has left before it has. */
final class WatermarkRunsAhead implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        return Ports.with(production, new ChangedChannel(production.channel(), WatermarkRunsAhead::ahead,
                (link, message) -> { }));
    }

    private static ChannelMessage ahead(ChannelMessage message) {
        return message instanceof ChannelMessage.Watermark watermark
                ? new ChannelMessage.Watermark(watermark.outputIndex() + 1) : message;
    }
}
