package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;

class RecordReplayTest {
    private static final long SEED = Long.getLong("vmft.seed", new Random().nextLong());

    @Test
    void replayReachesTheRecordedStateFromAnyInputs() throws Exception {
        System.out.println("seed " + SEED);
        Random seeds = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            long seed = seeds.nextLong();
            Session primary = new Session(seed, seeds.nextInt(3));
            byte[] state = primary.machine.save();
            primary.run(2_000);
            primary.machine.restartPositions();

            RecordedHost backupHost = new RecordedHost(0);
            VirtualMachine backup = Session.MACHINES.restore(PseudoIsa.ISA, state, backupHost, 77);
            Turn end = Session.replay(backup, primary.host.flushes, seeds, 77);

            assertThat(end).as("seed %d", seed).isEqualTo(new Turn.NeedEntries());
            assertThat(backup.step()).isEqualTo(primary.machine.step());
            assertThat(backup.digest()).isEqualTo(primary.machine.digest());
            assertThat(backupHost.outputs).isEqualTo(primary.host.outputs);
            assertThat(backup.digestsCompared()).isPositive();
        }
    }
}
