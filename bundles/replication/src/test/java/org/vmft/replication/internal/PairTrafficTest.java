package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Output;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.ReleaseMode;
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

    @Test
    void theWatermarkGoesAlongWithTheNextFlushOrHeartbeat() {
        ReleasedGate gate = new ReleasedGate();
        PairTraffic primary = new PairTraffic(
                new ReplicaPorts(() -> 0, null, null, null, (outlet, released, outputs, bytes) -> gate, null, null, null,
                        new Silent(), null),
                new ReplicaConfig("vm", "here", List.of(), 500_000_000), Runnable::run);
        RecordedLink link = new RecordedLink();
        primary.openGate(0, List.of());
        primary.openWindow(BACKUP);
        primary.linkChanged(Optional.of(link));
        primary.received(link, BACKUP, new ChannelMessage.Ack(0, 0, 0, 100));
        gate.released = 3;
        primary.flushed(flush(1));
        primary.flushed(flush(2));
        gate.released = 5;
        primary.heartbeat(0, ChannelMessage.GuestState.IDLE, "");
        assertThat(link.sent).containsExactly("later Watermark 3", "Entries", "Entries", "later Watermark 5", "Heartbeat");
    }

    private static Flush flush(long position) {
        return new Flush(position, List.of(new TimedEntry(position, new LogEntry.Progress())));
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

    /** Keeps the order of what is sent. */
    private static final class RecordedLink implements Link {
        private final List<String> sent = new ArrayList<>();

        @Override
        public boolean send(ChannelMessage message) {
            return sent.add(message.getClass().getSimpleName());
        }

        @Override
        public boolean sendLater(ChannelMessage message) {
            return sent.add("later Watermark " + ((ChannelMessage.Watermark) message).outputIndex());
        }

        @Override
        public void close(String reason) {
            throw new AssertionError(reason);
        }
    }

    /** Has released as much as the test says. */
    private static final class ReleasedGate implements OutputGate {
        private long released;

        @Override
        public long released() {
            return released;
        }

        @Override
        public void acknowledged(ReplicaId from, long position, long now) {
            // The test releases.
        }

        @Override
        public void hold(long index, long position, Output output, long now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void mode(ReleaseMode mode, long now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void lease(ReplicaId from, long untilNanos, long now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void watermark(long index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<HeldOutput> held() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean full() {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoLink implements Link {
        @Override
        public boolean send(ChannelMessage message) {
            return false;
        }

        @Override
        public boolean sendLater(ChannelMessage message) {
            return false;
        }

        @Override
        public void close(String reason) {
            // nothing is open
        }
    }
}
