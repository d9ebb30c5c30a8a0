package org.vmft.replication.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;

class ArbiterWatchTest {
    private static final int WAIT_SECONDS = 30;
    private static final ReplicaId REPLICA = new ReplicaId(7);

    @Test
    void asksAtOnceWhatIsRecorded() throws Exception {
        BlockingQueue<ArbiterRequest> asked = new LinkedBlockingQueue<>();
        Arbiter arbiter = request -> {
            asked.add(request);
            return new Verdict(request, false, Optional.empty());
        };
        ArbiterWatch watch = new ArbiterWatch("vm", () -> Optional.of(arbiter));
        assertThat(asked.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(ArbiterRequest.inspect("vm"));
        watch.close();
    }

    @Test
    void aClaimDoesNotWaitForAnInspectionThatNobodyAnswers() throws Exception {
        CountDownLatch inspecting = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        BlockingQueue<Optional<Verdict>> answers = new LinkedBlockingQueue<>();
        Arbiter arbiter = request -> {
            if (request.operation() == ArbiterRequest.Operation.INSPECT) {
                inspecting.countDown();
                awaitOrFail(answered);
            }
            return new Verdict(request, true, Optional.empty());
        };
        ArbiterWatch watch = new ArbiterWatch("vm", () -> Optional.of(arbiter));
        try (ArbiterCaller caller = new ArbiterCaller("vm", () -> Optional.of(arbiter))) {
            awaitOrFail(inspecting);
            ArbiterRequest claim = ArbiterRequest.claim("vm", 1, 2, REPLICA);
            caller.ask(claim, answers::add);
            assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).contains(new Verdict(claim, true, Optional.empty()));
        } finally {
            answered.countDown();
            watch.close();
        }
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
