package org.vmft.outputrule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.machine.Output;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;

/** A guest's thread holds, a receiving thread acknowledges, a third one renews the lease, and the mode changes meanwhile. */
class AcknowledgedOutputGateStressTest {
    private static final ReplicaId BACKUP = new ReplicaId(7);
    private static final int OUTPUTS = 20_000;

    @RepeatedTest(20)
    @Timeout(60)
    void everyOutputLeavesOnceInOrderAndNeverBeforeItsAcknowledgement() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        AtomicLong acknowledged = new AtomicLong(-1);
        AtomicLong marked = new AtomicLong();
        List<Long> left = new ArrayList<>();
        List<String> early = new ArrayList<>();
        OutputGate gate = new AcknowledgedOutputRule().open((index, output) -> {
            left.add(index);
            if (index > acknowledged.get()) {
                early.add(index + " left, acknowledged " + acknowledged);
            }
        }, 0, Integer.MAX_VALUE, Long.MAX_VALUE);
        gate.mode(new ReleaseMode.AwaitAck(BACKUP), 0);
        CyclicBarrier begin = new CyclicBarrier(3);
        Thread guest = started(begin, () -> {
            for (long i = 1; i <= OUTPUTS; i++) {
                gate.hold(i, i, new Output.Console(new byte[1]), i);
                marked.set(i);
            }
        });
        Thread receiving = started(begin, () -> {
            Random random = new Random(seed);
            for (long last = 0; last < OUTPUTS;) {
                last = Math.min(marked.get(), last + random.nextInt(50));
                acknowledged.set(last);
                gate.acknowledged(BACKUP, last, last);
            }
        });
        Thread leases = started(begin, () -> {
            for (long now = 1; now <= OUTPUTS; now++) {
                gate.lease(BACKUP, now + 10, now);
            }
            gate.lease(BACKUP, OUTPUTS + 1_000_000L, OUTPUTS);
        });
        guest.join();
        receiving.join();
        leases.join();
        assertThat(early).isEmpty();
        assertThat(left).hasSize(OUTPUTS);
        for (int i = 0; i < OUTPUTS; i++) {
            assertThat(left.get(i)).isEqualTo(i + 1);
        }
    }

    @RepeatedTest(50)
    @Timeout(60)
    void afterTheGateIsClosedNothingLeavesWhateverIsAcknowledged() throws Exception {
        List<Long> left = new ArrayList<>();
        OutputGate gate = new AcknowledgedOutputRule().open((index, output) -> left.add(index), 0, 100_000, 1 << 30);
        gate.mode(new ReleaseMode.AwaitAck(BACKUP), 0);
        gate.lease(BACKUP, Long.MAX_VALUE / 2, 0);
        for (long i = 1; i <= 1000; i++) {
            gate.hold(i, i, new Output.Console(new byte[1]), 0);
        }
        CyclicBarrier begin = new CyclicBarrier(2);
        Thread receiving = started(begin, () -> {
            for (long i = 1; i <= 1000; i++) {
                gate.acknowledged(BACKUP, i, 0);
            }
        });
        begin.await();
        gate.mode(new ReleaseMode.Closed(), 0);
        long released = gate.released();
        receiving.join();
        assertThat(gate.released()).isEqualTo(released);
        assertThat(left).hasSize((int) released);
    }

    private static Thread started(CyclicBarrier begin, Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                begin.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            work.run();
        });
        thread.start();
        return thread;
    }
}
