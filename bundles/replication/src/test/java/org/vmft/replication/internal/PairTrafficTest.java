package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.ReplicaStatus;

class PairTrafficTest {
    private static final ReplicaId BACKUP = new ReplicaId(7);
    private static final ReplicaId EARLIER_BACKUP = new ReplicaId(6);

    private final PairTraffic traffic = new PairTraffic(
            new ReplicaPorts(() -> 0, null, null, null, null, null, null, null, new Silent(), null),
            new ReplicaConfig("vm", "here", List.of(), 500_000_000), Runnable::run);

    @Test
    void aLateAcknowledgementOfAnEarlierBackupCountsForNothing() {
        traffic.openWindow(BACKUP);
        traffic.received(new NoLink(), EARLIER_BACKUP, new ChannelMessage.Ack(0, 0, 0, 100));
        assertThat(traffic.newlyAcknowledged()).isEqualTo(-1);
        traffic.received(new NoLink(), BACKUP, new ChannelMessage.Ack(0, 0, 0, 100));
        assertThat(traffic.newlyAcknowledged()).isZero();
    }

    @Test
    void leaseIsThatOfItsOwnBackupAndCountsFromWhenTheEchoedHeartbeatWasSent() {
        traffic.openWindow(BACKUP);
        traffic.received(new NoLink(), EARLIER_BACKUP, heartbeatEchoing(1_000));
        assertThat(traffic.leased(1_001)).isFalse();
        traffic.received(new NoLink(), BACKUP, heartbeatEchoing(1_000));
        assertThat(traffic.leased(300_000_999)).isTrue();
        assertThat(traffic.leased(300_001_000)).isFalse();
    }

    private static ChannelMessage heartbeatEchoing(long sentAt) {
        return new ChannelMessage.Heartbeat(0, sentAt, ChannelMessage.GuestState.RUNNING, "", 0);
    }

    private static final class Silent implements ReplicaPorts.Observer {
        @Override
        public void event(long at, String what, ReplicaStatus status) {
            // not looked at
        }

        @Override
        public void wake() {
            // nobody sleeps
        }
    }

    private static final class NoLink implements Link {
        @Override
        public boolean send(ChannelMessage message) {
            return false;
        }

        @Override
        public void close(String reason) {
            // nothing is open
        }
    }
}
