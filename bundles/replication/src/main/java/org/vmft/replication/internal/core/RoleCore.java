package org.vmft.replication.internal.core;

import java.util.List;
import java.util.Optional;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.log.LogEntry;
import org.vmft.api.output.ReleaseMode;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.core.RoleAction.Ask;
import org.vmft.replication.internal.core.RoleAction.End;
import org.vmft.replication.internal.core.RoleAction.GoLive;
import org.vmft.replication.internal.core.RoleAction.Release;
import org.vmft.replication.internal.core.RoleAction.Unpair;
import org.vmft.replication.internal.core.RoleState.Claimant;
import org.vmft.replication.internal.core.RoleState.Stopping;

/**
 * The role state machine: one switch over the roles of {@link Role}, a method for each. No time, no I/O: suspicion,
 * acknowledgements and the arbiter's answers come in as events.
 */
public final class RoleCore implements RoleProtocol {
    private static final Release CLOSED = new Release(new ReleaseMode.Closed());
    private static final Release UNPROTECTED = new Release(new ReleaseMode.Unprotected());

    /** Whether {@link RoleEvent.OutputDrained} would change something. */
    public static boolean wantsOutputDrained(RoleState state) {
        return state.role().live() && (state.stopping() == Stopping.DETACH && state.stoppingAt() == 0
                || state.stopping() == Stopping.POWER_OFF_ACKNOWLEDGED
                || state.stopping() == Stopping.POWER_OFF && state.role() == Role.SOLO);
    }

    @Override
    public Transition on(RoleState state, RoleEvent event) {
        return switch (state.role()) {
            case BOOTING -> booting(state, event);
            case SOLO -> solo(state, event);
            case CLONING -> cloning(state, event);
            case CUTOVER, PRIMARY -> paired(state, event);
            case JOINING -> joining(state, event);
            case BACKUP -> backup(state, event);
            case SEALED -> sealed(state, event);
            case CLAIMING -> claiming(state, event);
            case GOING_LIVE -> goingLive(state, event);
            case POWERED_OFF -> poweredOff(state, event);
            case FENCED, DIVERGED, ABORTED, DETACHED -> Transition.to(state);
        };
    }

    private static Transition booting(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.Boot boot && s.asked() == null) {
            return ask(s, ArbiterRequest.create(s.vm(), s.self(), boot.force()));
        }
        if (event instanceof RoleEvent.Unanswered) {
            return askAgain(s);
        }
        if (event instanceof RoleEvent.Answered answer && answersUs(s, answer)) {
            return answer.verdict().granted() ? booted(s, answer.verdict().record().orElseThrow()) : bootRefused(s, answer);
        }
        return Transition.to(s);
    }

    private static Transition booted(RoleState s, ArbiterRecord record) {
        return Transition.to(s.answered().in(record.incarnation(), record.generation()).to(Role.SOLO),
                new GoLive(), UNPROTECTED);
    }

    /**
     * The refusal names the incarnation to follow. An operator's force is meant for the one found first, and not for
     * one that somebody else has begun since.
     */
    private static Transition bootRefused(RoleState s, RoleEvent.Answered answer) {
        long followed = s.asked().incarnation();
        Optional<ArbiterRecord> newer = answer.verdict().record().filter(record -> record.incarnation() > followed);
        boolean force = s.asked().force() && followed == 0;
        if (newer.isPresent() && (newer.get().off() || force)) {
            return ask(s, ArbiterRequest.createAfter(s.vm(), newer.get().incarnation(), s.self(), s.asked().force()));
        }
        return Transition.to(s.answered().to(Role.FENCED), CLOSED, new End("boot refused: " + known(answer)));
    }

    private static Transition solo(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.JoinerAsks asks && s.stopping() == Stopping.NO) {
            if (s.backupUsed()) {
                return claim(s, Claimant.RENEWAL);
            }
            return Transition.to(s.with(asks.joiner()).transferred(false).to(Role.CLONING),
                    new RoleAction.BeginTransfer(asks.joiner()));
        }
        if (event instanceof RoleEvent.PowerOffRequested && s.stopping() == Stopping.NO) {
            return Transition.to(s.stopping(Stopping.POWER_OFF, 0));
        }
        if (event instanceof RoleEvent.OutputDrained && s.stopping().powerOff()) {
            return powerOff(s);
        }
        return Transition.to(s);
    }

    private static Transition cloning(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.StateSaved && !s.transferred()) {
            return Transition.to(s.transferred(true), new Release(new ReleaseMode.AwaitAck(s.peer())));
        }
        if (event instanceof RoleEvent.StateSent && s.transferred()) {
            return Transition.to(s.backupUsed(true).to(Role.CUTOVER), new RoleAction.SendCutOver());
        }
        if (event instanceof RoleEvent.TransferFailed failed) {
            return abandonClone(s, failed.reason());
        }
        if (event instanceof RoleEvent.Suspected suspected) {
            return abandonClone(s, suspected.detector());
        }
        if (event instanceof RoleEvent.PowerOffRequested) {
            return abandonClone(s.stopping(Stopping.POWER_OFF, 0), "power-off requested");
        }
        return Transition.to(s);
    }

    private static Transition abandonClone(RoleState s, String reason) {
        return Transition.to(s.with(ReplicaId.UNKNOWN).transferred(false).to(Role.SOLO),
                new RoleAction.AbortTransfer(reason), UNPROTECTED);
    }

    private static Transition paired(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.Acknowledged ack && ack.from().equals(s.peer())) {
            return acknowledged(s.to(Role.PRIMARY), ack.position());
        }
        if (event instanceof RoleEvent.Suspected || event instanceof RoleEvent.PeerDiverged
                || event instanceof RoleEvent.TransferFailed) {
            return claim(s, Claimant.PRIMARY);
        }
        if (event instanceof RoleEvent.DetachRequested && s.role() == Role.PRIMARY && s.stopping() == Stopping.NO) {
            return Transition.to(s.stopping(Stopping.DETACH, 0));
        }
        if (event instanceof RoleEvent.PowerOffRequested && s.stoppingAt() == 0) {
            return Transition.to(s.stopping(Stopping.POWER_OFF, 0),
                    new RoleAction.LogControl(new LogEntry.PowerOff()));
        }
        if (event instanceof RoleEvent.ControlLogged logged && s.stopping() != Stopping.NO && s.stoppingAt() == 0) {
            return Transition.to(s.stopping(s.stopping(), logged.position()));
        }
        if (event instanceof RoleEvent.OutputDrained) {
            if (s.stopping() == Stopping.DETACH && s.stoppingAt() == 0) {
                return Transition.to(s, new RoleAction.LogControl(new LogEntry.Detach()));
            }
            if (s.stopping() == Stopping.POWER_OFF_ACKNOWLEDGED) {
                return powerOff(s);
            }
        }
        return Transition.to(s);
    }

    private static Transition acknowledged(RoleState s, long position) {
        if (s.stoppingAt() == 0 || position < s.stoppingAt()) {
            return Transition.to(s);
        }
        if (s.stopping() == Stopping.DETACH) {
            return Transition.to(s.stopping(Stopping.NO, 0).with(ReplicaId.UNKNOWN).to(Role.SOLO),
                    new Unpair("the backup acknowledged the detach"), UNPROTECTED);
        }
        return Transition.to(s.stopping(Stopping.POWER_OFF_ACKNOWLEDGED, s.stoppingAt()));
    }

    private static Transition joining(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.Welcomed welcomed && s.generation() == 0) {
            return Transition.to(s.in(welcomed.incarnation(), welcomed.generation()).with(welcomed.primary()));
        }
        if (event instanceof RoleEvent.StateVerified && s.generation() > 0) {
            return Transition.to(s.to(Role.BACKUP), new Release(new ReleaseMode.Replaying()),
                    new RoleAction.OpenIntake());
        }
        if (event instanceof RoleEvent.TransferFailed failed) {
            return aborted(s, failed.reason());
        }
        if (event instanceof RoleEvent.Suspected suspected) {
            return aborted(s, suspected.detector());
        }
        return Transition.to(s);
    }

    private static Transition aborted(RoleState s, String reason) {
        return Transition.to(s.to(Role.ABORTED), CLOSED, new Unpair(reason),
                new End("join ended before the state was complete: " + reason));
    }

    private static Transition backup(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.Suspected) {
            return Transition.to(s.to(Role.SEALED), new RoleAction.Seal());
        }
        if (event instanceof RoleEvent.DetachAcknowledged) {
            return detached(s);
        }
        if (event instanceof RoleEvent.ReplayDiverged diverged) {
            return diverged(s, diverged.detail());
        }
        return Transition.to(s);
    }

    private static Transition sealed(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.Sealed sealed) {
            return sealed.detach() ? detached(s) : Transition.to(s.powerOffInLog(sealed.powerOff()));
        }
        if (event instanceof RoleEvent.Drained) {
            return claim(s, Claimant.BACKUP);
        }
        if (event instanceof RoleEvent.ReplayDiverged diverged) {
            return diverged(s, diverged.detail());
        }
        return Transition.to(s);
    }

    private static Transition detached(RoleState s) {
        return Transition.to(s.to(Role.DETACHED), CLOSED, new Unpair("detached"), new End("detached by the primary"));
    }

    private static Transition diverged(RoleState s, String detail) {
        return Transition.to(s.to(Role.DIVERGED), new RoleAction.Seal(), new RoleAction.TellDiverged(detail),
                new RoleAction.KeepEvidence(detail), CLOSED, new End(detail));
    }

    private static Transition claiming(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.Unanswered) {
            return askAgain(s);
        }
        if (event instanceof RoleEvent.PowerOffRequested && s.claimant() != Claimant.BACKUP
                && s.stopping() == Stopping.NO) {
            return Transition.to(s.stopping(Stopping.POWER_OFF, 0));
        }
        if (event instanceof RoleEvent.Answered answer && answersUs(s, answer)) {
            return answer.verdict().granted() ? won(s) : lost(s, answer);
        }
        return Transition.to(s);
    }

    private static Transition won(RoleState s) {
        RoleState winner = s.answered().in(s.incarnation(), s.generation() + 1).with(ReplicaId.UNKNOWN)
                .transferred(false).backupUsed(false);
        Unpair unpair = new Unpair("generation " + winner.generation() + " won");
        if (s.claimant() != Claimant.BACKUP) {
            RoleState alone = winner.stopping(s.stopping().powerOff() ? Stopping.POWER_OFF : Stopping.NO, 0);
            return Transition.to(alone.to(Role.SOLO), unpair, new GoLive(), UNPROTECTED);
        }
        if (s.powerOffInLog()) {
            Transition off = powerOff(winner);
            return new Transition(off.state(),
                    List.of(unpair, new RoleAction.EmitOnly(), UNPROTECTED, off.actions().get(0),
                            off.actions().get(1), off.actions().get(2)));
        }
        return Transition.to(winner.to(Role.GOING_LIVE), unpair, new GoLive(), UNPROTECTED);
    }

    private static Transition lost(RoleState s, RoleEvent.Answered answer) {
        boolean off = answer.verdict().record()
                .filter(record -> record.incarnation() == s.incarnation() && record.off()).isPresent();
        boolean expected = s.powerOffInLog() || s.stopping().powerOff();
        Role end = off && expected ? Role.POWERED_OFF : Role.FENCED;
        return Transition.to(s.answered().to(end), CLOSED, new Unpair("claim lost"),
                new End("lost generation " + (s.generation() + 1) + ": " + known(answer)));
    }

    private static Transition goingLive(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.WentLive) {
            return Transition.to(s.to(Role.SOLO));
        }
        return Transition.to(s);
    }

    private static Transition poweredOff(RoleState s, RoleEvent event) {
        if (event instanceof RoleEvent.Unanswered) {
            return askAgain(s);
        }
        if (event instanceof RoleEvent.Answered answer && answersUs(s, answer)) {
            return Transition.to(s.answered());
        }
        return Transition.to(s);
    }

    private static Transition powerOff(RoleState s) {
        ArbiterRequest request = ArbiterRequest.markOff(s.vm(), s.incarnation(), s.generation(), s.self());
        return Transition.to(s.to(Role.POWERED_OFF).asking(request), CLOSED, new Ask(request),
                new End("powered off"));
    }

    private static Transition claim(RoleState s, Claimant claimant) {
        ArbiterRequest request = ArbiterRequest.claim(s.vm(), s.incarnation(), s.generation() + 1, s.self());
        return Transition.to(s.claiming(claimant, request), new Ask(request));
    }

    private static Transition ask(RoleState s, ArbiterRequest request) {
        return Transition.to(s.asking(request), new Ask(request));
    }

    private static Transition askAgain(RoleState s) {
        return s.asked() == null ? Transition.to(s) : Transition.to(s, new Ask(s.asked()));
    }

    private static boolean answersUs(RoleState s, RoleEvent.Answered answer) {
        return answer.verdict().request().equals(s.asked());
    }

    private static String known(RoleEvent.Answered answer) {
        Verdict verdict = answer.verdict();
        return verdict.record().map(record -> "the arbiter records incarnation " + record.incarnation()
                + ", generation " + record.generation() + ", won by " + record.winner()
                + (record.off() ? ", off" : "")).orElse("the arbiter knows no such virtual machine");
    }
}
