package org.vmft.isa.riscv32;

import java.util.Optional;
import java.util.SplittableRandom;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.testkit.ProgramKind;
import org.vmft.testkit.RecordReplayContract;
import org.vmft.vmm.RecordReplayMachines;

/** Random programs with timer and serial interrupts, and one that uses all devices, on those that come with vmft. */
class Rv32RecordReplayTest extends RecordReplayContract {
    private static Optional<DeviceModel> model(String name) {
        return Rv32Board.MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    @Override
    protected VirtualMachines machines() {
        return new RecordReplayMachines(Rv32RecordReplayTest::model);
    }

    @Override
    protected InstructionSet isa() {
        return new Rv32InstructionSet();
    }

    @Override
    protected MachineSpec spec() {
        return new MachineSpec(Rv32Board.RAM_BYTES, 0x525400123456L, "");
    }

    @Override
    protected Image image(SplittableRandom random) {
        return random.nextBoolean() ? new Image("random", RandomCode.program(random))
                : new Image("busy", ContractPrograms.program(ProgramKind.BUSY));
    }
}
