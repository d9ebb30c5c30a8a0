package org.vmft.simulation.mutation;

import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Ack;
import org.vmft.api.channel.ChannelMessage.Heartbeat;
import org.vmft.api.channel.Link;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.replication.internal.core.RoleProtocol;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;

/** A backup acknowledges and sends heartbeats when it has sealed, as if it had not. */
final class AcknowledgesAfterSeal implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        Backup backup = new Backup(production);
        return Ports.with(Ports.with(production, backup.watching()),
                new ChangedChannel(production.channel(), backup::sent, backup::received));
    }

    private static final class Backup {
        private final ReplicaPorts ports;
        private Ack last = new Ack(0, 0, 0, 0);
        private boolean sealed;

        Backup(ReplicaPorts ports) {
            this.ports = ports;
        }

        RoleProtocol watching() {
            return (state, event) -> {
                sealed |= state.role() == Role.SEALED;
                return ports.protocol().on(state, event);
            };
        }

        ChannelMessage sent(ChannelMessage message) {
            last = message instanceof Ack ack ? ack : last;
            return message;
        }

        void received(Link link, ChannelMessage message) {
            if (!sealed) {
                return;
            }
            if (message instanceof ChannelMessage.Entries entries) {
                last = new Ack(Math.max(last.received(), entries.flush().lastPosition()), last.executed(), last.step(),
                        last.credit());
                link.send(last);
            } else if (message instanceof Heartbeat heartbeat) {
                link.send(new Heartbeat(ports.clock().getAsLong(), heartbeat.sentAt(), heartbeat.guest(), "", 0));
            }
        }
    }
}
