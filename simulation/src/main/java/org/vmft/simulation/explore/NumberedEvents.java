package org.vmft.simulation.explore;

import org.vmft.replication.internal.core.RoleEvent;

/** The numbers of the events that say no more than that they happen. */
final class NumberedEvents {
    final int boot;
    final int stateSaved;
    final int stateSent;
    final int stateVerified;
    final int suspected;
    final int linkLost;
    final int drained;
    final int diverged;
    final int peerDiverged;
    final int outputDrained;
    final int wentLive;
    final int detachRequested;
    final int detachAcknowledged;
    final int powerOffRequested;
    final int unanswered;

    NumberedEvents(RoleTable roles) {
        boot = roles.number(new RoleEvent.Boot(false));
        stateSaved = roles.number(new RoleEvent.StateSaved());
        stateSent = roles.number(new RoleEvent.StateSent());
        stateVerified = roles.number(new RoleEvent.StateVerified());
        suspected = roles.number(new RoleEvent.Suspected("silence"));
        linkLost = roles.number(new RoleEvent.TransferFailed("link lost"));
        drained = roles.number(new RoleEvent.Drained());
        diverged = roles.number(new RoleEvent.ReplayDiverged("divergence"));
        peerDiverged = roles.number(new RoleEvent.PeerDiverged("divergence"));
        outputDrained = roles.number(new RoleEvent.OutputDrained());
        wentLive = roles.number(new RoleEvent.WentLive());
        detachRequested = roles.number(new RoleEvent.DetachRequested());
        detachAcknowledged = roles.number(new RoleEvent.DetachAcknowledged());
        powerOffRequested = roles.number(new RoleEvent.PowerOffRequested("operator"));
        unanswered = roles.number(new RoleEvent.Unanswered());
    }
}
