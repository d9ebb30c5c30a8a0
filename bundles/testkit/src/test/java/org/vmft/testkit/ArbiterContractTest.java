package org.vmft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterRequest.Operation;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;

/** The contract accepts an arbiter that keeps the rules and finds each way of breaking one. */
class ArbiterContractTest {
    @Test
    void acceptsAnArbiterThatKeepsTheRules() {
        assertThat(ContractRun.failures(Faithful.class)).isEmpty();
    }

    @Test
    void findsAGenerationGrantedTwice() {
        assertThat(ContractRun.failures(GrantsTwice.class)).contains("oneReplicaWinsAGenerationAndMayAskAgain",
                "randomRequestsAreAnsweredLikeTheModel", "ofManyWhoClaimAGenerationAtOnceOneIsGranted");
    }

    @Test
    void findsARefusalOfTheSameQuestionAskedAgain() {
        assertThat(ContractRun.failures(RefusesToRepeat.class)).contains("oneReplicaWinsAGenerationAndMayAskAgain",
                "randomRequestsAreAnsweredLikeTheModel");
    }

    @Test
    void findsAnIncarnationThatIsNotCompared() {
        assertThat(ContractRun.failures(IgnoresIncarnation.class)).contains(
                "forcedCreationBeginsTheNextIncarnation", "onlyTheNextGenerationCanBeClaimed",
                "randomRequestsAreAnsweredLikeTheModel");
    }

    @Test
    void findsAGrantToAVirtualMachineThatIsOff() {
        assertThat(ContractRun.failures(ForgetsOff.class)).contains(
                "markedOffIncarnationCannotBeClaimedAndMakesRoomForTheNext", "randomRequestsAreAnsweredLikeTheModel");
    }

    @Test
    void findsADecisionThatIsNotDurable() {
        assertThat(ContractRun.failures(Forgetful.class)).containsExactly("grantedDecisionsSurviveARestart",
                "randomRequestsAreAnsweredLikeTheModel");
    }

    @Test
    void findsAnAnswerThatDoesNotEchoItsQuestion() {
        assertThat(ContractRun.failures(EchoesAnother.class)).contains("oneReplicaWinsAGenerationAndMayAskAgain");
    }

    abstract static class Kept extends ArbiterContract implements Arbiter {
        ArbiterModel model = new ArbiterModel();

        @Override
        protected Arbiter connect() {
            return request -> {
                synchronized (this) {
                    return ask(request);
                }
            };
        }

        @Override
        protected void restart() {}
    }

    static final class Faithful extends Kept {
        @Override
        public Verdict ask(ArbiterRequest request) {
            return model.ask(request);
        }
    }

    static final class GrantsTwice extends Kept {
        @Override
        public Verdict ask(ArbiterRequest request) {
            Verdict verdict = model.ask(request);
            boolean highest = verdict.record().map(ArbiterRecord::generation).equals(Optional.of(request.generation()));
            return request.operation() == Operation.CLAIM && highest
                    ? new Verdict(request, true, verdict.record()) : verdict;
        }
    }

    static final class RefusesToRepeat extends Kept {
        private ArbiterRequest last;

        @Override
        public Verdict ask(ArbiterRequest request) {
            Verdict verdict = model.ask(request);
            boolean repeated = request.equals(last);
            last = request;
            return repeated ? new Verdict(request, false, verdict.record()) : verdict;
        }
    }

    static final class IgnoresIncarnation extends Kept {
        @Override
        public Verdict ask(ArbiterRequest request) {
            if (request.operation() != Operation.CLAIM) {
                return model.ask(request);
            }
            ArbiterRequest probe = ArbiterRequest.claim(request.vm(), 0, 1, ReplicaId.UNKNOWN);
            long incarnation = model.ask(probe).record().map(ArbiterRecord::incarnation).orElse(0L);
            Verdict verdict = model.ask(
                    ArbiterRequest.claim(request.vm(), incarnation, request.generation(), request.replica()));
            return new Verdict(request, verdict.granted(), verdict.record());
        }
    }

    static final class ForgetsOff extends Kept {
        @Override
        public Verdict ask(ArbiterRequest request) {
            Verdict verdict = model.ask(request);
            return request.operation() == Operation.CLAIM && verdict.record().map(ArbiterRecord::off).orElse(false)
                    ? new Verdict(request, true, verdict.record()) : verdict;
        }
    }

    static final class Forgetful extends Kept {
        @Override
        public Verdict ask(ArbiterRequest request) {
            return model.ask(request);
        }

        @Override
        protected void restart() {
            model = new ArbiterModel();
        }
    }

    static final class EchoesAnother extends Kept {
        private ArbiterRequest first;

        @Override
        public Verdict ask(ArbiterRequest request) {
            Verdict verdict = model.ask(request);
            first = first == null ? request : first;
            return new Verdict(first, verdict.granted(), verdict.record());
        }
    }
}
