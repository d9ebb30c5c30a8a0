package org.vmft.isa.toy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.devices.ConsoleModel;
import org.vmft.devices.EntropyModel;
import org.vmft.devices.PageNicModel;
import org.vmft.testkit.RecordReplayContract;
import org.vmft.vmm.RecordReplayMachines;

/** Every guest that comes with the toy instruction set, on the devices that come with vmft. */
class ToyRecordReplayTest extends RecordReplayContract {
    private static final List<DeviceModel> MODELS =
            List.of(new ConsoleModel(), new PageNicModel(), new EntropyModel());

    private static Optional<DeviceModel> model(String name) {
        return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    @Override
    protected VirtualMachines machines() {
        return new RecordReplayMachines(ToyRecordReplayTest::model);
    }

    @Override
    protected InstructionSet isa() {
        return new ToyInstructionSet();
    }

    @Override
    protected MachineSpec spec() {
        return new MachineSpec(128 << 10, Frames.SERVER_MAC, "");
    }

    @Override
    protected Image image(SplittableRandom random) {
        ToyGuests guests = new ToyGuests();
        return guests.image(guests.names().get(random.nextInt(guests.names().size()))).orElseThrow();
    }

    /** Requests that the server answers, among noise. */
    @Override
    protected LogEntry.Input input(SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return super.input(random);
        }
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        return new LogEntry.PacketArrival(Frames.request(random.nextInt(8), random.nextInt(1_000), payload));
    }
}
