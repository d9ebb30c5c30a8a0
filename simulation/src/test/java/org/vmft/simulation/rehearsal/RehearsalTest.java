package org.vmft.simulation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.output.OutputRule;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.api.vm.VmHost;
import org.vmft.devices.ConsoleModel;
import org.vmft.devices.EntropyModel;
import org.vmft.devices.PageNicModel;
import org.vmft.isa.toy.ToyGuests;
import org.vmft.isa.toy.ToyInstructionSet;
import org.vmft.outputrule.AcknowledgedOutputRule;
import org.vmft.replication.internal.node.Rehearsal;
import org.vmft.testkit.RecordedHost;
import org.vmft.vmm.RecordReplayMachines;

class RehearsalTest {
    private static final long MAC = 0x020000000001L;
    private static final InstructionSet ISA = new ToyInstructionSet();
    private static final List<DeviceModel> MODELS = List.of(new ConsoleModel(), new EntropyModel(), new PageNicModel());
    private static final VirtualMachines MACHINES = new RecordReplayMachines(
            name -> MODELS.stream().filter(model -> model.name().equals(name)).findFirst());

    @Test
    void aCopyOfARunningGuestGoesLive() throws BadImageException {
        assertThat(rehearsal(MACHINES).run(saved("echo"))).isEmpty();
    }

    @Test
    void aCopyOfAGuestThatTalksGoesLive() throws BadImageException {
        assertThat(rehearsal(MACHINES).run(saved("ticks"))).isEmpty();
    }

    @Test
    void aDamagedStateIsToldInOneLine() throws BadImageException {
        byte[] state = saved("echo");
        state[state.length / 2] ^= 1;
        assertThat(rehearsal(MACHINES).run(state)).hasValueSatisfying(why -> assertThat(why).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void aStateThatFailsToGoLiveIsTold() throws BadImageException {
        assertThat(rehearsal(new VirtualMachines() {
            @Override
            public VirtualMachine boot(InstructionSet isa, MachineSpec spec, Image image, VmHost host, long now) throws BadImageException {
                return MACHINES.boot(isa, spec, image, host, now);
            }

            @Override
            public VirtualMachine restore(InstructionSet isa, byte[] state, VmHost host, long now) {
                VirtualMachine restored = MACHINES.restore(isa, state, host, now);
                restored.goLive(now);
                return restored;
            }

            @Override
            public String isaOf(byte[] state) {
                return MACHINES.isaOf(state);
            }
        }).run(saved("echo"))).isPresent();
    }

    @Test
    void anInstructionSetThatIsNotThereIsNamed() throws BadImageException {
        assertThat(new Rehearsal(MACHINES, name -> Optional.empty(), new AcknowledgedOutputRule()).run(saved("echo")))
                .hasValueSatisfying(why -> assertThat(why).contains(ISA.name()));
    }

    private static Rehearsal rehearsal(VirtualMachines machines) {
        OutputRule rule = new AcknowledgedOutputRule();
        return new Rehearsal(machines, name -> Optional.of(ISA).filter(isa -> isa.name().equals(name)), rule);
    }

    private static byte[] saved(String guest) throws BadImageException {
        VirtualMachine vm = MACHINES.boot(ISA, new MachineSpec(1 << 20, MAC, ""), new ToyGuests().image(guest).orElseThrow(),
                new RecordedHost(1), 0);
        for (int at = 1; at <= 100; at++) {
            vm.turn(at * 1_000_000L);
        }
        vm.restartPositions();
        return vm.save();
    }
}
