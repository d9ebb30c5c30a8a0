package org.vmft.simulation.explore;

import java.io.IOException;
import java.util.Optional;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.arbiter.RecordStore;
import org.vmft.replication.internal.core.RoleAction;
import org.vmft.replication.internal.core.RoleEvent;
import org.vmft.replication.internal.core.RoleState;
import org.vmft.replication.internal.core.RoleState.Stopping;
import org.vmft.replication.internal.core.Transition;
import org.vmft.simulation.explore.PackedLog.Entry;

/** The mistakes that the exploration has to notice. */
final class Mutants {
    private static final RoleAction UNPROTECTED = new RoleAction.Release(new ReleaseMode.Unprotected());

    private Mutants() {}

    static final class AcknowledgesAfterTheSeal extends Mutant {
        @Override
        public boolean acknowledgesAfterSeal() {
            changed();
            return true;
        }
    }

    static final class DoesNotSeal extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return state.role() == Role.BACKUP && event instanceof RoleEvent.Suspected
                    ? without(right, RoleAction.Seal.class) : right;
        }
    }

    /** Primary and backup run on one node and go by its name. */
    static final class OneIdForPrimaryAndBackup extends Mutant {
        @Override
        public ReplicaId id(int replica) {
            changed();
            return new ReplicaId(1);
        }
    }

    /** The first and the second backup run on one node and go by its name. */
    static final class OneIdForTwoBackups extends Mutant {
        @Override
        public ReplicaId id(int replica) {
            changed();
            return new ReplicaId(replica == 0 ? 1 : 2);
        }
    }

    static final class GrantsTwice extends Mutant {
        @Override
        Verdict answer(Arbiter ledger, RecordStore store, ArbiterRequest request) throws ArbiterUnreachableException {
            Verdict right = ledger.ask(request);
            if (right.granted() || request.operation() != ArbiterRequest.Operation.CLAIM || right.record().isEmpty()) {
                return right;
            }
            changed();
            ArbiterRecord record = new ArbiterRecord(request.vm(), request.incarnation(), request.generation(),
                    request.replica(), false);
            try {
                store.replace(right.record(), record);
            } catch (IOException e) {
                throw new ArbiterUnreachableException("store", e);
            }
            return new Verdict(request, true, Optional.of(record));
        }
    }

    /** Whatever incarnation it was meant to follow, a creation is granted once the last one is off. */
    static final class GrantsALateCopyOfACreation extends Mutant {
        @Override
        Verdict answer(Arbiter ledger, RecordStore store, ArbiterRequest request) throws ArbiterUnreachableException {
            Verdict right = ledger.ask(request);
            if (right.granted() || request.operation() != ArbiterRequest.Operation.CREATE
                    || !right.record().map(ArbiterRecord::off).orElse(false)) {
                return right;
            }
            changed();
            return ledger.ask(ArbiterRequest.createAfter(request.vm(), right.record().get().incarnation(),
                    request.replica(), false));
        }
    }

    static final class RefusesTheWinnerThatAsksAgain extends Mutant {
        @Override
        Verdict answer(Arbiter ledger, RecordStore store, ArbiterRequest request) throws ArbiterUnreachableException {
            Optional<ArbiterRecord> before;
            try {
                before = store.read(request.vm());
            } catch (IOException e) {
                throw new ArbiterUnreachableException("store", e);
            }
            Verdict right = ledger.ask(request);
            if (request.operation() == ArbiterRequest.Operation.CLAIM && right.granted() && right.record().equals(before)) {
                changed();
                return new Verdict(request, false, before);
            }
            return right;
        }
    }

    static final class ReleasesAtCutOverWithoutAcknowledgement extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            if (right.actions().stream().anyMatch(action -> isA(action, RoleAction.SendCutOver.class))) {
                return and(right, UNPROTECTED);
            }
            return state.role() == Role.CUTOVER && right.state().role() == Role.PRIMARY
                    ? and(right, new RoleAction.Release(new ReleaseMode.AwaitAck(state.peer()))) : right;
        }
    }

    static final class ReleasesWithoutAcknowledgement extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return new Transition(right.state(), right.actions().stream()
                    .map(action -> action instanceof RoleAction.Release release
                            && release.mode() instanceof ReleaseMode.AwaitAck ? UNPROTECTED : action).toList());
        }
    }

    /** Lost on the way, the detach is still taken for done. */
    static final class DetachesBeforeItIsAcknowledged extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return event instanceof RoleEvent.ControlLogged logged && state.stopping() == Stopping.DETACH
                    ? then(right, new RoleEvent.Acknowledged(state.peer(), logged.position())) : right;
        }
    }

    static final class PowersOffBeforeItIsAcknowledged extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return event instanceof RoleEvent.ControlLogged logged && state.stopping() == Stopping.POWER_OFF
                    ? then(right, new RoleEvent.Acknowledged(state.peer(), logged.position())) : right;
        }
    }

    /** A lost cut-over is given up as if it had not been sent; another joiner may come. */
    static final class GivesUpACutOverWithoutAClaim extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            if (state.role() != Role.CUTOVER || right.state().role() != Role.CLAIMING) {
                return right;
            }
            RoleState cloning = new RoleState(state.vm(), state.self(), Role.CLONING, state.incarnation(),
                    state.generation(), state.peer(), true, false, state.claimant(), null, state.stopping(),
                    state.stoppingAt(), false);
            return CORE.on(cloning, event);
        }
    }

    static final class SendsTheWatermarkAhead extends Mutant {
        @Override
        public int watermark(int released, int held) {
            if (held > released) {
                changed();
            }
            return held;
        }
    }

    static final class TakesAnyAnswerForItsOwn extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return event instanceof RoleEvent.Answered answer && state.asked() != null
                    ? CORE.on(state, new RoleEvent.Answered(new Verdict(state.asked(), answer.verdict().granted(),
                            answer.verdict().record()))) : right;
        }
    }

    static final class StopsBeforeTheInstructionOfAMark extends Mutant {
        @Override
        public int consumed(int log) {
            int length = PackedLog.length(log);
            if (length == 0 || PackedLog.at(log, length) != Entry.OUT) {
                return log;
            }
            changed();
            return PackedLog.prefix(log, length - 1);
        }
    }

    static final class IsPrimaryAgainOnALateAcknowledgement extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return state.role() == Role.CLAIMING && state.claimant() == RoleState.Claimant.PRIMARY
                    && event instanceof RoleEvent.Acknowledged ack && ack.from().equals(state.peer())
                    ? new Transition(as(state, Role.PRIMARY), right.actions()) : right;
        }
    }

    static final class PowersOffWithOutputHeld extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return state.stopping() == Stopping.POWER_OFF && right.state().stopping() == Stopping.POWER_OFF_ACKNOWLEDGED
                    ? then(right, new RoleEvent.OutputDrained()) : right;
        }
    }

    static final class WinsAPowerOffAndEmitsNothing extends Mutant {
        @Override
        Transition decide(RoleState state, RoleEvent event, Transition right) {
            return right.actions().stream().anyMatch(action -> isA(action, RoleAction.EmitOnly.class))
                    ? without(right, RoleAction.Release.class) : right;
        }
    }
}
