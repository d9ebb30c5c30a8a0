package org.vmft.isa.riscv32;

import java.util.List;
import java.util.SplittableRandom;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.testkit.MachineContract;
import org.vmft.testkit.ProgramKind;

/** The machine contract on the devices that come with vmft. */
class Rv32MachineContractTest extends MachineContract {
    @Override
    protected InstructionSet instructionSet() {
        return new Rv32InstructionSet();
    }

    @Override
    protected List<DeviceModel> deviceModels() {
        return Rv32Board.MODELS;
    }

    @Override
    protected Image image(ProgramKind kind) {
        return new Image(kind.name(), ContractPrograms.program(kind));
    }

    @Override
    protected LogEntry.Input input(SplittableRandom random) {
        if (random.nextInt(3) > 0) {
            return super.input(random);
        }
        byte[] typed = new byte[1 + random.nextInt(20)];
        random.nextBytes(typed);
        return new LogEntry.ConsoleInput(typed);
    }
}
