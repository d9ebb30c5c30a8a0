package org.vmft.replication.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;

class RoleCoreBootTest {
    private static final String VM = "guest";
    private static final ReplicaId SELF = new ReplicaId(1);
    private static final ReplicaId OTHER = new ReplicaId(2);

    private final RoleCore core = new RoleCore();

    @Test
    void bootOfAMachineThatIsOffNamesTheIncarnationItFollowsSoThatALateCopyBeginsNoOther() {
        Transition asked = core.on(RoleState.booting(VM, SELF), new RoleEvent.Boot(false));
        assertThat(asked.actions()).containsExactly(new RoleAction.Ask(ArbiterRequest.create(VM, SELF, false)));
        Transition again = refused(asked.state(), new ArbiterRecord(VM, 4, 3, OTHER, true));
        ArbiterRequest after = ArbiterRequest.createAfter(VM, 4, SELF, false);
        assertThat(again.actions()).containsExactly(new RoleAction.Ask(after));
        Transition booted = core.on(again.state(), new RoleEvent.Answered(
                new Verdict(after, true, Optional.of(new ArbiterRecord(VM, 5, 1, SELF, false)))));
        assertThat(booted.state().role()).isEqualTo(Role.SOLO);
        assertThat(booted.state().incarnation()).isEqualTo(5);
    }

    @Test
    void bootOfARunningMachineIsRefused() {
        RoleState asking = core.on(RoleState.booting(VM, SELF), new RoleEvent.Boot(false)).state();
        assertThat(refused(asking, new ArbiterRecord(VM, 4, 3, OTHER, false)).state().role()).isEqualTo(Role.FENCED);
    }

    @Test
    void forceIsMeantForTheIncarnationFoundFirstAndNotForOneBegunSince() {
        RoleState asking = core.on(RoleState.booting(VM, SELF), new RoleEvent.Boot(true)).state();
        Transition forcing = refused(asking, new ArbiterRecord(VM, 4, 3, OTHER, false));
        assertThat(forcing.actions())
                .containsExactly(new RoleAction.Ask(ArbiterRequest.createAfter(VM, 4, SELF, true)));
        assertThat(refused(forcing.state(), new ArbiterRecord(VM, 5, 1, OTHER, false)).state().role())
                .isEqualTo(Role.FENCED);
    }

    private Transition refused(RoleState asking, ArbiterRecord record) {
        return core.on(asking, new RoleEvent.Answered(new Verdict(asking.asked(), false, Optional.of(record))));
    }
}
