package org.vmft.outputrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.Output;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;

class AcknowledgedOutputGateTest {
    private static final ReplicaId BACKUP = new ReplicaId(7);
    private static final ReplicaId STRANGER = new ReplicaId(8);
    private static final long LEASE_UNTIL = 1000;

    private final List<Long> left = new ArrayList<>();
    private final OutputGate gate = new AcknowledgedOutputRule().open((index, output) -> left.add(index), 0, 4, 1000);

    private static Output frame(int bytes) {
        return new Output.Frame(new byte[bytes]);
    }

    private void protect() {
        gate.mode(new ReleaseMode.AwaitAck(BACKUP), 0);
        gate.lease(BACKUP, LEASE_UNTIL, 0);
    }

    @Test
    void closedGateLetsNothingLeave() {
        gate.hold(1, 5, frame(60), 0);
        gate.acknowledged(BACKUP, 100, 0);
        assertThat(left).isEmpty();
        assertThat(gate.held()).extracting(HeldOutput::index).containsExactly(1L);
    }

    @Test
    void outputLeavesWhenItsMarkIsAcknowledgedAndNotBefore() {
        protect();
        gate.hold(1, 5, frame(60), 0);
        gate.hold(2, 9, frame(60), 0);
        gate.acknowledged(BACKUP, 4, 0);
        assertThat(left).isEmpty();
        gate.acknowledged(BACKUP, 8, 0);
        assertThat(left).containsExactly(1L);
        gate.acknowledged(BACKUP, 9, 0);
        assertThat(left).containsExactly(1L, 2L);
        assertThat(gate.released()).isEqualTo(2);
    }

    @Test
    void acknowledgementsOfAnotherReplicaCountForNothing() {
        protect();
        gate.hold(1, 5, frame(60), 0);
        gate.acknowledged(STRANGER, 100, 0);
        gate.lease(STRANGER, 9999, 0);
        assertThat(left).isEmpty();
    }

    @Test
    void acknowledgedOutputWaitsWhileTheLeaseHasRunOut() {
        protect();
        gate.hold(1, 5, frame(60), 0);
        gate.acknowledged(BACKUP, 5, LEASE_UNTIL);
        assertThat(left).isEmpty();
        gate.lease(BACKUP, LEASE_UNTIL + 500, LEASE_UNTIL + 1);
        assertThat(left).containsExactly(1L);
    }

    @Test
    void aNewPairingForgetsAcknowledgementsAndCountsHeldOutputAsMarkedAtZero() {
        protect();
        gate.acknowledged(BACKUP, 50, 0);
        gate.mode(new ReleaseMode.Closed(), 0);
        gate.hold(1, 40, frame(60), 0);
        gate.mode(new ReleaseMode.AwaitAck(STRANGER), 0);
        gate.lease(STRANGER, LEASE_UNTIL, 0);
        assertThat(left).isEmpty();
        assertThat(gate.held()).extracting(HeldOutput::position).containsExactly(0L);
        gate.acknowledged(STRANGER, 0, 0);
        assertThat(left).containsExactly(1L);
    }

    @Test
    void settingTheSameModeAgainForgetsNothing() {
        protect();
        gate.acknowledged(BACKUP, 5, 0);
        gate.mode(new ReleaseMode.AwaitAck(BACKUP), 0);
        gate.hold(1, 5, frame(60), 0);
        assertThat(left).containsExactly(1L);
    }

    @Test
    void unprotectedWinnerLetsEverythingLeaveInOrder() {
        gate.hold(1, 5, frame(60), 0);
        gate.hold(2, 6, frame(60), 0);
        gate.mode(new ReleaseMode.Unprotected(), 0);
        gate.hold(3, 7, frame(60), 0);
        assertThat(left).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aBackupForgetsWhatThePrimaryReleasedAndEmitsTheRestOnGoingLive() {
        gate.mode(new ReleaseMode.Replaying(), 0);
        gate.hold(1, 1, frame(60), 0);
        gate.hold(2, 2, frame(60), 0);
        gate.hold(3, 3, frame(60), 0);
        gate.watermark(2);
        gate.mode(new ReleaseMode.Unprotected(), 0);
        assertThat(left).containsExactly(3L);
    }

    @Test
    void aWatermarkAheadOfTheReplayCoversOutputsProducedLater() {
        gate.mode(new ReleaseMode.Replaying(), 0);
        gate.watermark(2);
        gate.hold(1, 1, frame(60), 0);
        gate.hold(2, 2, frame(60), 0);
        gate.hold(3, 3, frame(60), 0);
        assertThat(gate.held()).extracting(HeldOutput::index).containsExactly(3L);
    }

    @Test
    void watermarksCountOnlyOnABackupAndNeverMoveBack() {
        protect();
        gate.hold(1, 5, frame(60), 0);
        gate.watermark(1);
        assertThat(gate.held()).hasSize(1);
        gate.mode(new ReleaseMode.Replaying(), 0);
        gate.watermark(1);
        gate.watermark(0);
        assertThat(gate.released()).isEqualTo(1);
    }

    @Test
    void isFullByNumberOrByBytes() {
        gate.hold(1, 1, frame(999), 0);
        assertThat(gate.full()).isFalse();
        gate.hold(2, 2, frame(60), 0);
        assertThat(gate.full()).isTrue();
        gate.mode(new ReleaseMode.Unprotected(), 0);
        gate.mode(new ReleaseMode.Closed(), 0);
        for (int i = 3; i <= 6; i++) {
            assertThat(gate.full()).isFalse();
            gate.hold(i, i, frame(1), 0);
        }
        assertThat(gate.full()).isTrue();
    }

    @Test
    void aGapInTheIndicesIsABrokenInvariant() {
        assertThatThrownBy(() -> gate.hold(2, 1, frame(60), 0)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected=1 actual=2");
    }
}
