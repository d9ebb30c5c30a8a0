package org.vmft.vmm;

import java.util.SplittableRandom;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.testkit.RecordReplayContract;

class PseudoRecordReplayTest extends RecordReplayContract {
    private static final int OUTPUTS_PER_THOUSAND_MAX = 3;

    @Override
    protected VirtualMachines machines() {
        return PseudoSession.MACHINES;
    }

    @Override
    protected InstructionSet isa() {
        return PseudoIsa.ISA;
    }

    @Override
    protected MachineSpec spec() {
        return PseudoSession.SPEC;
    }

    @Override
    protected Image image(SplittableRandom random) {
        return PseudoMachine.image(random.nextLong(), Long.MAX_VALUE,
                random.nextInt(PseudoMachine.BUSY, OUTPUTS_PER_THOUSAND_MAX));
    }
}
